"""Lets an interview go on in a thread of its own, whoever looks on, and bounds how much goes on at once.

A reader who reloads or leaves ends nothing: the thread goes on until the candidate's answer is due. Knows no widget.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event as Flag
from threading import Lock, Thread

from interviewer.errors import BadInput, InterviewerError, InvariantError
from interviewer.interview.session import Session, Update
from interviewer.interview.speaking import LinePiece, Thinking

_PACE = 0.02  # seconds a word: as fast as one reads
_SHOWN = 1.0  # seconds to show how it ended before the next click may show something else
_STIRS = 1.0  # seconds without a word after which nobody should wait for the end


class BackgroundRun:
    """One thing that an interview does: what is being said meanwhile, and how it ended.

    Attributes:
        speaking: the speaker and the line in the making; no words yet while they think.
        steps: grows with whatever there is to show.
        error: why it could not be done, once it is over.
        over: nothing more will come.
        shown: whoever began it has seen how it ended.
        given_up: nobody waits for it any more, though its thread may.
    """

    def __init__(self, session: Session, updates: Iterable[Update]) -> None:
        self.session = session
        self.speaking: tuple[str, str] | None = None
        self.steps = 0
        self.error: InterviewerError | None = None
        self.over, self.shown, self.given_up = Flag(), Flag(), Flag()
        self._updates = updates
        self._stirred = time.monotonic()

    def start(self, when_over: Callable[[], None]) -> None:
        Thread(target=self._work, args=(when_over,), name=f"interview-{self.session.id}", daemon=True).start()

    @property
    def holds(self) -> bool:
        """Whether the interview is not free yet: it is still at it, or its end was not shown."""
        if not self.over.is_set():
            return True
        return not self.shown.is_set() and time.monotonic() - self._stirred < _SHOWN

    @property
    def is_waiting(self) -> bool:
        """Whether it is at something of which no word has come yet."""
        return not self.over.is_set() and not (self.speaking and self.speaking[1])

    @property
    def soon_over(self) -> bool:
        """Whether a second click may wait for it: words are coming, or only the end is to be shown."""
        return self.over.is_set() or time.monotonic() - self._stirred < _STIRS

    def give_up(self, reason: InterviewerError) -> None:
        """Wait no longer. A thread can't be ended: what it still brings is thrown away, and nothing is recorded."""
        self.session.leave()
        self.error, self.speaking, self._stirred = reason, None, time.monotonic()
        self.given_up.set()
        self.over.set()

    def _work(self, when_over: Callable[[], None]) -> None:
        error: InterviewerError | None = InvariantError(
            "the interview broke off here; reload the page to go on, and please report it"
        )
        try:
            for update in self._updates:
                if self.given_up.is_set():
                    break
                self._take(update)
            error = None
        except InterviewerError as raised:
            error = raised
        finally:
            if not self.given_up.is_set():
                self.error, self.speaking, self._stirred = error, None, time.monotonic()
            when_over()
            self.over.set()

    def _take(self, update: Update) -> None:
        words = isinstance(update, LinePiece)
        if isinstance(update, LinePiece):
            before = self.speaking[1] if self.speaking else ""
            self.speaking = (update.speaker, before + update.text)
        elif isinstance(update, Thinking):
            self.speaking = (update.speaker, "")
        else:
            self.speaking = None
        self.steps, self._stirred = self.steps + 1, time.monotonic()
        if words:
            time.sleep(_PACE)


class Places:
    """How many may do a thing at once, of one user and in all. Who finds no place is told so, in the sentence for
    it: nobody waits for one."""

    def __init__(self, of_one: int, in_all: int, own_taken: str, all_taken: str) -> None:
        self._of_one, self._in_all = of_one, in_all
        self._own_taken, self._all_taken = own_taken, all_taken
        self._taken: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, user: str | None) -> None:
        """Take a place.

        Raises:
            BadInput: none is free.
        """
        with self._lock:
            if self._taken[user or ""] >= self._of_one:
                raise BadInput(self._own_taken)
            if self._taken.total() >= self._in_all:
                raise BadInput(self._all_taken)
            self._taken[user or ""] += 1

    def leave(self, user: str | None) -> None:
        with self._lock:
            self._taken[user or ""] -= 1
            self._taken += Counter()  # names without a place are forgotten

    @contextmanager
    def taken(self, user: str | None) -> Iterator[None]:
        """A place for as long as the block lasts."""
        self.take(user)
        try:
            yield
        finally:
            self.leave(user)
