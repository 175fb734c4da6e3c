"""Who may use the page: names with hashed passwords, from a file or the environment. Knows no widget and no store."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from anyio import CapacityLimiter, to_thread

from interviewer.errors import SetupError
from interviewer.settings import Settings

_N, _R, _P = 2**14, 8, 1  # scrypt: 16 MB and some 50 ms for one guess (RFC 7914)
_ENTRY = re.compile(r"^(?P<name>[^:\s]{1,64}):scrypt\$(?P<salt>[0-9a-f]{32})\$(?P<hash>[0-9a-f]{64})$")
_AT_ONCE = 2  # guesses that are hashed at a time, beside the server's own work
_NOBODY = f"scrypt${'0' * 32}${'0' * 64}"


def hashed(password: str) -> str:
    """A password as it is kept: never the password itself."""
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${_derived(password, salt).hex()}"


def read_people(file: Path | None, text: str | None) -> dict[str, str]:
    """Names and hashed passwords, one `name:scrypt$salt$hash` a line; empty where neither is given.

    Raises:
        SetupError: the file can't be read, or a line is not of that form.
    """
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SetupError(f"{file}: can't be read ({error}); name the file with the users") from None
    people = {}
    for number, line in enumerate((text or "").replace(",", "\n").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _ENTRY.match(line.strip())
        if found is None:
            where = file or "INTERVIEWER_USERS"
            raise SetupError(
                f"{where}, entry {number}: not name:scrypt$salt$hash; make one with 'interviewer serve --add-user NAME'"
            )
        people[found["name"]] = line.strip().partition(":")[2]
    return people


def gate(people: Mapping[str, str]) -> Callable[[str, str], Awaitable[bool]]:
    """Whether a name and a password belong together; takes as long for an unknown name as for a known one."""
    hashing = CapacityLimiter(_AT_ONCE)

    def fit(name: str, password: str) -> bool:
        _, salt, wanted = people.get(name, _NOBODY).split("$")
        fits = hmac.compare_digest(_derived(password, bytes.fromhex(salt)).hex(), wanted)
        return fits and name in people

    async def admits(name: str, password: str) -> bool:
        return await to_thread.run_sync(fit, name, password, limiter=hashing)

    return admits


def people_of(settings: Settings) -> dict[str, str]:
    """`users_file` names a file; `users` holds the entries themselves, with commas between.

    Raises:
        SetupError: one of them is set, and nobody is in it: that must not let everybody in.
    """
    file, text = settings.users_file, settings.users
    people = read_people(Path(file) if file else None, text)
    if not people and (file is not None or text is not None):
        where = f"INTERVIEWER_USERS_FILE ({file})" if file else "INTERVIEWER_USERS_FILE or INTERVIEWER_USERS"
        raise SetupError(
            f"{where} is set and holds no user; add one with 'interviewer serve --add-user NAME', "
            "or unset it if nobody shall have to sign in"
        )
    return people


def _derived(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, n=_N, r=_R, p=_P, dklen=32)
