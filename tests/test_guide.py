"""The guide is browsed by what an entry is about, and says so where it holds nothing near a query."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.app import Services
from interviewer.retrieval.documents import Filter, documents_of, passages_in

QUERIES = Path(__file__).parents[1] / "evals/suites/retrieval.jsonl"
ABOUT_NOTHING_HERE = (
    "gfhjdk slkdjf",
    "aardvark habitats",
    "pasta carbonara",
    "how tall is Mount Everest",
    "symptoms of the flu",
    "Roman emperors in order",
    "ceramic glazing techniques",
    "which wine goes with fish",
    "who painted the Mona Lisa",
    "!!!",
)


def test_most_real_queries_find_something(shared_services: Services) -> None:
    asked = [json.loads(line)["query"] for line in QUERIES.read_text(encoding="utf-8").splitlines()][::4]
    found = [query for query in asked if shared_services.resources.library.look_up(query)]
    assert len(found) >= 0.95 * len(asked)


@pytest.mark.parametrize("query", ABOUT_NOTHING_HERE)
def test_a_query_about_nothing_here_finds_nothing(shared_services: Services, query: str) -> None:
    assert shared_services.resources.library.look_up(query) == ()


def test_what_is_near_is_what_the_search_finds(shared_services: Services) -> None:
    library = shared_services.resources.library
    assert library.look_up("what counts as a business metric", 4) == library.search(
        "what counts as a business metric", 4
    )


@given(data=st.data())
def test_browsing_lists_exactly_what_a_filter_admits(shared_services: Services, data: st.DataObject) -> None:
    pack = shared_services.pack
    chosen = Filter(
        round=data.draw(st.sampled_from([None, *(item.id for item in pack.manifest.rounds)])),
        dimension=data.draw(st.sampled_from([None, *(item.id for item in pack.rubric.dimensions)])),
    )
    listed = passages_in(pack, chosen)
    titles = [item.title.lower().lstrip("'\"") for item in listed]
    assert titles == sorted(titles)
    for document in documents_of(pack):
        assert (document.id in {item.id for item in listed}) == (set(chosen.flags()) <= document.flags)
