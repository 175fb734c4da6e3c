"""Reads and prints JSON as other programs need it: one value a line, whatever anybody wrote into the line before.

A line is taken as strictly as the standard has it: what two readers could understand differently is refused.
"""

import json
import sys
from typing import Any

from interviewer.errors import BadInput


def parsed(line: str) -> Any:
    """The value of one line.

    Raises:
        BadInput: it is not JSON, or can't be read in one way only; what is wrong, without the place.
    """
    try:
        return json.loads(line.removeprefix("\ufeff"), parse_constant=_no_number, object_pairs_hook=_once)
    except RecursionError:
        raise BadInput("nested too deeply; write one flat object a line") from None
    except json.JSONDecodeError as error:
        raise BadInput(f"not valid JSON ({error.msg}); write one object a line") from None
    except ValueError:  # Python's limit on the digits of a whole number
        raise BadInput("a number in it has too many digits; write it as a text") from None


def printed(value: Any, indent: int | None = None) -> None:
    """Print a value as JSON; in plain ASCII where standard output takes nothing else."""
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(value, ensure_ascii=ascii_only, allow_nan=False, indent=indent), flush=True)


def echoed(value: Any) -> bool:
    """Whether a value can be printed as it was given, so that any other program reads the same."""
    if not isinstance(value, str | int | float):
        return False
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:  # infinite, or an unpaired surrogate
        return False
    return True


def _no_number(name: str) -> Any:
    raise BadInput(f"not valid JSON ({name} is no number there); write one object a line")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadInput(f"the key {json.dumps(name[:40])} stands in it twice; keep one")
        found[name] = value
    return found
