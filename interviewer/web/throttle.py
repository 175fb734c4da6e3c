"""Slows down whoever guesses passwords: counts failed tries per key, in memory, bounded. Knows no password."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Lock

LASTS = 300.0  # seconds that a lock lasts, and after which failures are forgotten
_MOST_KEPT = 10_000
Key = tuple[str, ...]

# One address alone reaches the first and the last limit, never the one in the middle: it can't lock out a name
# for other addresses. Whoever has many addresses can, while they keep trying (docs/security.md).
_LIMITS = {"pair": 5, "name": 25, "address": 20}


class Throttle:
    """Failed tries per name and address, per name, and per address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[Key, tuple[float, ...]] = OrderedDict()  # when the latest tries were
        self._lock = Lock()

    def begin(self, name: str, address: str) -> float:
        """Count a try before it is judged, so that many at once are counted too.

        Returns:
            0, or for how many seconds nobody may try; such a try is not counted, so a lock ends.
        """
        with self._lock:
            now, keys = self._clock(), _keys(name, address)
            recent = {key: tuple(at for at in self._kept.get(key, ()) if now - at < LASTS) for key in keys}
            waits = [LASTS - (now - tries[-_LIMITS[key[0]]]) for key, tries in recent.items() if _full(key, tries)]
            if waits:
                return max(waits)
            for key, tries in recent.items():
                self._kept[key] = (*tries, now)
                self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """Take the try back. What others failed at from that address stays counted: an account buys no guesses."""
        with self._lock:
            pair, *wider = _keys(name, address)
            self._kept.pop(pair, None)
            for key in wider:
                self._kept[key] = self._kept.get(key, ())[:-1]

    def __len__(self) -> int:
        return len(self._kept)


def _keys(name: str, address: str) -> Sequence[Key]:
    place = _neighbourhood(address)
    return ("pair", name, place), ("name", name), ("address", place)


def _full(key: Key, tries: Sequence[float]) -> bool:
    return len(tries) >= _LIMITS[key[0]]


def _neighbourhood(address: str) -> str:
    """What one subscriber has: an IPv4 address, or a /64 of IPv6."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))
    return str(found)
