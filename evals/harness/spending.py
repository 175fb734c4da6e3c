"""Keeps a run within its budget and its rate: asked before every case, because money spent can't be taken back."""

import threading
import time
from dataclasses import dataclass, field


@dataclass
class Spending:
    """What may be spent.

    Attributes:
        budget: dollars in all; None for no limit. A case is begun only if one as dear as the dearest so far still fits.
        per_minute: cases begun in a minute at most; None for no limit.
        stopped: why cases were left out, or empty.
    """

    budget: float | None = None
    per_minute: float | None = None
    spent: float = 0.0
    stopped: str = ""
    _dearest: float = 0.0
    _next_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_go_on(self) -> bool:
        """Whether another case may begin; waits where the rate asks for it."""
        with self._lock:
            if self.budget is not None and self.spent + self._dearest > self.budget:
                self.stopped = (
                    f"the budget of ${self.budget:.2f} is used up (${self.spent:.2f} spent, "
                    f"the dearest case cost ${self._dearest:.2f}); the cases left were not run"
                )
                return False
            wait = self._turn()
        time.sleep(wait)
        return True

    def add(self, dollars: float) -> None:
        with self._lock:
            self.spent += dollars
            self._dearest = max(self._dearest, dollars)

    def _turn(self) -> float:
        """Seconds until this case's place in the queue."""
        if self.per_minute is None:
            return 0.0
        now = time.monotonic()
        begin = max(now, self._next_at)
        self._next_at = begin + 60.0 / self.per_minute
        return begin - now
