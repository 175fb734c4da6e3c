"""What is opened once in a process and shared by all its interviews: the pack, the models, the search."""

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from interviewer.assessment.critic import Critic
from interviewer.domain.passages import Passage
from interviewer.engines.embedded.calibration import calibration
from interviewer.engines.embedded.coach import EmbeddedCoach
from interviewer.engines.embedded.extractor import EmbeddedExtractor
from interviewer.engines.embedded.languages import pack_cues
from interviewer.engines.embedded.questions_back import QuestionFinder
from interviewer.engines.embedded.sentence_reading import SentenceReader
from interviewer.engines.embedded.trained_finder import TrainedFinder
from interviewer.engines.embedded.voice import EmbeddedVoice
from interviewer.engines.protocols import Extractor
from interviewer.interview.clarifier import Clarifier, searched_texts
from interviewer.interview.parts import Parts
from interviewer.interview.policy import Policy
from interviewer.interview.replying import Replying
from interviewer.packs import Pack, load_pack
from interviewer.private_files import private_folder, replace_private
from interviewer.retrieval.documents import Filter, documents_of
from interviewer.retrieval.embedder import MiniLmEmbedder
from interviewer.retrieval.vectors import FILE, RememberingEmbedder, packed_vectors

if TYPE_CHECKING:
    from interviewer.retrieval.library import Library

Progress = Callable[[int, int], None]


def no_progress(_done: int, _all: int) -> None:
    """For callers who show none."""


class Resources:
    """Opens each thing when it is first asked for, and keeps it.

    Args:
        pack: the pack's folder.
        index: where the search index and vectors are kept.
        threads: how many threads each model computes with.
        progress: is told while the index is filled, unless `silent`.
    """

    def __init__(self, pack: Path, index: Path, threads: int, progress: Progress = no_progress) -> None:
        self.silent = False
        self._folder = pack
        self._index = index
        self._threads = threads
        self._progress = progress
        self._library: Library | None = None
        self._lock = RLock()

    @cached_property
    def pack(self) -> Pack:
        return load_pack(self._folder)

    @cached_property
    def embedder(self) -> RememberingEmbedder:
        return RememberingEmbedder(MiniLmEmbedder(self._threads), (self._folder, self._index))

    @cached_property
    def finder(self) -> TrainedFinder:
        return TrainedFinder(threads=self._threads, cues=pack_cues(self.pack.rubric, "en"))

    @cached_property
    def extractor(self) -> Extractor:
        return EmbeddedExtractor(self.finder, self.asking)

    @cached_property
    def asking(self) -> QuestionFinder:
        return QuestionFinder(self.embedder, SentenceReader(threads=self._threads))

    @cached_property
    def critic(self) -> Critic:
        """The critics without a model."""
        coach = EmbeddedCoach(self.pack.rubric)
        return Critic(self.pack, self.extractor, coach, self.search, noise=calibration().noise)

    @cached_property
    def parts(self) -> Parts:
        """The parts of an interview in which no model plays."""
        return Parts(
            pack=self.pack,
            policy=Policy(self.pack, Replying(self.pack, Clarifier(self.pack, self.embedder))),
            extractor=self.extractor,
            voice=EmbeddedVoice(self.pack),
            critic=self.critic,
            search=self.search,
        )

    @property
    def library(self) -> "Library":
        """The search over the pack, imported only where something is searched for: Chroma takes a second."""
        with self._lock:  # the background and the first answer may ask for it at the same moment
            if self._library is None:
                from interviewer.retrieval.library import Library

                self._library = Library(self.pack, self.embedder, self._index, self._tell)
            return self._library

    def search(self, query: str, k: int = 5, filter: Filter = Filter()) -> tuple[Passage, ...]:  # noqa: B008
        """At most `k` passages of the pack near `query`, best first; opens the library at the first call."""
        return self.library.search(query, k, filter)

    def open_extractor(self) -> None:
        """Have the embedded extractor ready, before anybody answers a question that it could not grade.

        Raises:
            SetupError: it computes wrongly on this machine.
        """
        with self._lock:
            self.finder.open()

    def prepare(self) -> None:
        """Index the pack and keep its texts' vectors, so that nobody waits for it later; instant where that is done."""
        if self.embedder.missing(texts := self.texts()):
            packed = packed_vectors(texts, self.embedder, self._tell)
            with suppress(OSError):  # a home that takes no file: the vectors are computed again next time
                private_folder(self._index)
                replace_private(self._index / FILE, packed)
        _ = self.library
        self.open_extractor()

    def texts(self) -> list[str]:
        """Every text of the pack that something is compared with."""
        return [*(item.searchable for item in documents_of(self.pack)), *searched_texts(self.pack)]

    def close(self) -> None:
        """Give the vector store back to other processes, if it was opened."""
        with self._lock:
            if self._library is not None:
                self._library.close()

    def _tell(self, done: int, total: int) -> None:
        if not self.silent:
            self._progress(done, total)
