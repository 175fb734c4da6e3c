"""Search over the real pack with the real Chroma."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.retrieval.documents import Filter, IndexedDocument
from interviewer.retrieval.fusion import RANK_CONSTANT, reciprocal_rank_fusion
from interviewer.retrieval.lexical import LexicalIndex
from interviewer.retrieval.library import Library


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("one per cent more conversion against AUC", "one-percent-conversion"),
        ("elaborate transformer on a cheap Android phone", "transformer-on-a-cheap-phone"),
        ("candidate questioned whether the timeline was feasible", "feasibility-read-as-fragile"),
        ("how long from the first interview to an offer", "days-not-weeks"),
        ("watermarks for events that come late", "late-events-and-watermarks"),
    ],
)
def test_what_is_asked_for_is_found(shared_services: Services, query: str, expected: str) -> None:
    assert expected in [passage.id for passage in shared_services.resources.library.search(query, 5)]


@pytest.mark.parametrize("round_id", ["hiring-manager", "culture", "case-panel"])
def test_filters_admit_only_what_they_say(shared_services: Services, round_id: str) -> None:
    excerpts = shared_services.pack.excerpts
    filter_ = Filter(round=round_id, unit="cainiao", dimension="metric_gap", link="cost", excerpts_only=True)
    found = shared_services.resources.library.search("servers and margin", 20, filter_)
    assert found
    for passage in found:
        excerpt = excerpts[passage.id]
        assert round_id in excerpt.rounds
        assert not excerpt.units or "cainiao" in excerpt.units
        assert "cost" in excerpt.explains["metric_gap"]


def _index_of(*texts: str) -> LexicalIndex:
    return LexicalIndex([IndexedDocument(text, "", text, "guide", frozenset()) for text in texts])


@pytest.mark.parametrize("asked", ["deciding", "Decided!", "DECIDES", "decide"])
def test_a_word_is_found_in_its_other_forms_and_no_other_word_is(asked: str) -> None:
    texts = ("who decides", "who decorates", "what a decade costs")
    assert _index_of(*texts).rank(asked, texts, 5) == ["who decides"]


@pytest.fixture
def hurried_threads() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_words_are_folded_alike_in_threads_at_once(hurried_threads: None) -> None:
    words = [f"{chr(97 + n % 20) * (n // 20 + 3)}ization" for n in range(400)]
    index = _index_of(*words)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda word: index.rank(f"{word}s", words, 1), words))
    assert found == [[word] for word in words]


def test_a_query_of_nothing_finds_nothing(shared_services: Services) -> None:
    assert shared_services.resources.library.search("   ") == ()
    assert shared_services.resources.library.search("margin", 3, Filter(round="nowhere")) == ()


def test_the_index_is_built_once_opened_after_and_rebuilt_when_its_sources_change(
    shared_services: Services, tmp_path: Path
) -> None:
    pack, embedder, seen = shared_services.pack, shared_services.resources.embedder, []

    def state(of) -> str:  # type: ignore[no-untyped-def]
        library = Library(of, embedder, tmp_path, lambda done, total: seen.append((done, total)))
        try:
            assert library.search("conversion", 1)
            return library.state
        finally:
            library.close()

    assert state(pack) == "built"
    assert seen[-1][0] == seen[-1][1] == len(pack.excerpts) + len(pack.terms)
    assert state(pack) == "ready"
    smaller = pack.model_copy(update={"terms": pack.terms[1:]})
    assert state(smaller) == "built"
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_an_index_holds_nothing_that_stood_in_memory_before(shared_services: Services, tmp_path: Path) -> None:
    Library(shared_services.pack, shared_services.resources.embedder, tmp_path, lambda *_: None).close()
    places = [file for name in ("data_level0.bin", "length.bin") for file in tmp_path.rglob(name)]
    assert len(places) == 2
    assert not any(any(file.read_bytes()) for file in places)
    again = Library(shared_services.pack, shared_services.resources.embedder, tmp_path, lambda *_: None)
    assert again.state == "ready" and again.search("conversion", 1)
    again.close()


def test_a_second_process_does_not_wait_for_the_first(shared_services: Services, tmp_path: Path) -> None:
    pack, embedder = shared_services.pack, shared_services.resources.embedder
    first = Library(pack, embedder, tmp_path, lambda *_: None)
    second = Library(pack, embedder, tmp_path, lambda *_: None)
    assert second.state.startswith("in memory")
    query = "ownership of a failure"
    assert [p.id for p in first.search(query)] == [p.id for p in second.search(query)]
    first.close()


ranking = st.lists(st.sampled_from("abcdefgh"), unique=True)


@given(st.lists(ranking, max_size=4))
def test_fusion_ranks_each_item_once_and_agrees_with_unanimity(rankings: list[list[str]]) -> None:
    fused = reciprocal_rank_fusion(rankings)
    assert sorted(item for item, _ in fused) == sorted({item for ranked in rankings for item in ranked})
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
    if rankings and all(ranked == rankings[0] for ranked in rankings):
        assert [item for item, _ in fused] == rankings[0]
    for item, score in fused:
        ranks = [ranked.index(item) + 1 for ranked in rankings if item in ranked]
        assert score == pytest.approx(sum(1 / (RANK_CONSTANT + rank) for rank in ranks))


@given(st.lists(ranking, max_size=4), st.data())
def test_fusion_does_not_hang_on_the_order_of_the_rankings_and_places_ties_by_name(
    rankings: list[list[str]], data: st.DataObject
) -> None:
    fused = reciprocal_rank_fusion(rankings)
    other = reciprocal_rank_fusion(data.draw(st.permutations(rankings)))
    assert dict(other) == pytest.approx(dict(fused))
    assert all(one[0] < two[0] for one, two in pairwise(fused) if one[1] == two[1])


def test_two_middling_places_outweigh_one_first() -> None:
    assert [item for item, _ in reciprocal_rank_fusion([["a", "b"], ["c", "b"]])] == ["b", "a", "c"]
