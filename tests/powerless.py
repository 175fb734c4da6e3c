"""A process that file modes bind, also where the tests run as root: it has given up root's right to ignore them."""

import ctypes
import os
from collections.abc import Callable

_DROP_FROM_BOUNDING_SET = 24  # prctl(2)
_CHOWN, _OVERRIDE, _READ_SEARCH = range(3)  # capabilities(7)


def bound_by_modes() -> Callable[[], None] | None:
    """What `subprocess` must run before the program so that a read-only folder is one; None where it is already."""
    return _give_up if os.geteuid() == 0 else None


def _give_up() -> None:
    system = ctypes.CDLL(None, use_errno=True)
    for capability in (_OVERRIDE, _READ_SEARCH):
        if system.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "the right to ignore file modes can't be given up here")
