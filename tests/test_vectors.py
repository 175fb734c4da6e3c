"""Vectors that are shipped or kept: a fresh home embeds nothing, a changed pack only what changed."""

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from interviewer.app import Services, no_progress
from interviewer.interview.request import InterviewRequest
from interviewer.retrieval.embedder import DIMENSIONS, MiniLmEmbedder
from interviewer.retrieval.vectors import FILE, RememberingEmbedder, key, packed_vectors, read_vectors
from interviewer.settings import Settings, shipped

PACK = shipped("knowledge") / "alibaba"


def test_the_shipped_vectors_are_those_of_the_shipped_texts() -> None:
    """Run `make vectors` where this fails: a text of the pack was changed."""
    made = Services(Settings(threads=1))
    assert made.resources.embedder.missing(made.resources.texts()) == []
    sample = made.resources.texts()[::25]
    computed = MiniLmEmbedder(threads=1).embed(sample)
    assert (made.resources.embedder.embed(sample) * computed).sum(axis=1) == pytest.approx(1.0, abs=1e-4)


def test_a_fresh_home_asks_its_first_question_without_embedding_anything(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: MiniLmEmbedder, text: str) -> None:
        raise AssertionError(f"embedded on the spot: {text}")

    monkeypatch.setattr(MiniLmEmbedder, "_embed_one", refused)
    made = Services(Settings(home=own_home, threads=1))
    for round_ in made.pack.manifest.rounds:
        session = made.interviews.begin(made.setup(InterviewRequest(round=round_.id)))
        assert list(session.advance())[-1] is not None
        assert session.state.open_turn is not None
    made.close()


def test_of_another_pack_only_what_differs_is_computed_and_kept(own_home: Path, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(PACK, pack)
    file = next(iter(sorted((pack / "guide").glob("*.md"))))
    file.write_text(file.read_text(encoding="utf-8") + "\nParcels wait for nobody.\n", encoding="utf-8")
    told: list[tuple[int, int]] = []
    made = Services(Settings(home=own_home, pack=pack, threads=1), lambda done, total: told.append((done, total)))
    assert 1 <= len(made.resources.embedder.missing(made.resources.texts())) <= 2
    made.prepare_meanwhile().join()
    made.close()
    again = Services(Settings(home=own_home, pack=pack, threads=1))
    assert again.resources.embedder.missing(again.resources.texts()) == []
    assert told[-1][0] == told[-1][1] > 0
    assert (1, len(set(again.resources.texts()))) in told, "nobody was told while texts were embedded"
    assert [path.name for path in (own_home / "index").iterdir() if "vectors" in path.name] == [FILE]


@pytest.mark.parametrize("damage", ["cut", "noise", "longer", "other model", "other width", "not a number"])
def test_a_file_that_does_not_hold_is_no_file(damage: str, tmp_path: Path) -> None:
    embedder = MiniLmEmbedder(threads=1)
    file = tmp_path / FILE
    file.write_bytes(packed_vectors(["conversion", "latency"], embedder, no_progress))
    assert set(read_vectors(file, embedder.id)) == {key("conversion"), key("latency")}
    whole = file.read_bytes()
    vectors = np.eye(2, DIMENSIONS)
    match damage:
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "noise":
            file.write_bytes(bytes(range(256)))
        case "longer":
            np.savez(file, keys=["a", "b"], vectors=3 * vectors, embedder=embedder.id)
        case "other model":
            np.savez(file, keys=["a", "b"], vectors=vectors, embedder="another")
        case "other width":
            np.savez(file, keys=["a", "b"], vectors=vectors[:, :9], embedder=embedder.id)
        case "not a number":
            np.savez(file, keys=["a", "b"], vectors=vectors * np.nan, embedder=embedder.id)
    assert read_vectors(file, embedder.id) == {}
    assert RememberingEmbedder(embedder, [tmp_path]).embed(["conversion"]).shape == (1, DIMENSIONS)


def test_whatever_bit_flips_a_file_of_vectors_raises_nothing(tmp_path: Path) -> None:
    whole = (PACK / FILE).read_bytes()
    rng = random.Random(7)
    for _ in range(150):
        spoilt = bytearray(whole)
        for _ in range(rng.choice([1, 1, 8])):
            spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
        (tmp_path / FILE).write_bytes(spoilt)
        found = read_vectors(tmp_path / FILE, MiniLmEmbedder.id)
        assert all(np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-3) for vector in list(found.values())[:3])


def test_a_home_that_takes_no_file_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, where a folder is due")
    made = Services(Settings(home=tmp_path / "home", pack=PACK, threads=1))
    made.resources.prepare()
    assert made.resources.library.state.startswith("in memory")
