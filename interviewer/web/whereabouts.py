"""Which interview a page was led to last, so that one it was led away from no longer draws there. Knows no widget."""

from collections import OrderedDict

_MOST_PAGES = 4096  # the longest unmoved are forgotten: what still goes on for them may draw again


class Whereabouts:
    """How often each page, named by its session, was led to another interview."""

    def __init__(self) -> None:
        self._moves: OrderedDict[str, int] = OrderedDict()

    def of(self, page: str | None) -> int:
        return self._moves.get(page or "", 0)

    def moved(self, page: str | None) -> None:
        """Note that this page is led to an interview; who has no page is led nowhere."""
        if page is None:
            return
        self._moves[page] = self._moves.pop(page, 0) + 1
        while len(self._moves) > _MOST_PAGES:
            self._moves.popitem(last=False)
