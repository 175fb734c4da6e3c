"""Where the model is, as the user set it up. Opens no connection and imports no SDK, so that anybody may ask."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from interviewer.domain.sanitizing import printable
from interviewer.engines.llm.redaction import redacted

OPENAI = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-5.4-mini"
NO_KEY = "none"  # what is sent to a server that wants none
_KEY_NAME = re.compile(r"(?:key|token|code|sig|signature|secret|pass|password|pwd|auth|credential)$", re.I)  # api_key
_KEY_LENGTH = 16  # characters that a key has at least, and other values of an address seldom
_WORDS = re.compile(r"[a-z]{1,15}(?:[^a-z0-9]+[a-z]{1,15})*", re.I)  # as no key looks


@dataclass(frozen=True)
class Options:
    """What the user wants of each request, where the user wants anything: see the settings of these names."""

    max_tokens: int | None = None
    temperature: float | None = None
    reasoning_effort: str | None = None
    extra_body: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Endpoint:
    """A server that speaks the OpenAI protocol, and the model to ask there.

    Attributes:
        base_url: as it was set up, perhaps with a password or a key in it; only `url` may be shown.
        timeout: seconds that a call may take from asking to the last byte, with all its tries.
        proxy: the proxy that stands between, perhaps with a password in it; only `way` may be shown.
        notes: the file in which is kept how this server wants to be asked; None where nothing is kept.
    """

    key: str
    base_url: str | None = None
    model: str = DEFAULT_MODEL
    timeout: float = 60.0
    proxy: str | None = None
    options: Options = Options()
    notes: Path | None = None

    @property
    def url(self) -> str:
        """The address, without what is secret in it."""
        parts = urlsplit(self.base_url or OPENAI)
        return urlunsplit((parts.scheme, _place(parts.netloc), parts.path.rstrip("/"), "", ""))

    @property
    def query(self) -> str:
        """What the address carries besides; sent, never shown."""
        return urlsplit(self.base_url or OPENAI).query

    @property
    def authorization(self) -> str:
        """How a call proves who sent it: a name in the address goes before a key."""
        parts = urlsplit(self.base_url or OPENAI)
        if parts.username is None:
            return f"Bearer {self.key}"
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"

    @property
    def proof(self) -> dict[str, str]:
        """The headers that prove who asks; Azure's older addresses look for the key under a name of their own."""
        named = {"api-key": self.key} if self.host.endswith(".azure.com") and self.key != NO_KEY else {}
        return {"authorization": self.authorization, **named}

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        return is_local(self.url)

    @property
    def way(self) -> str:
        """The proxy, as it may be shown; empty where none stands between."""
        return _place(urlsplit(self.proxy).netloc) if self.proxy else ""

    def hide(self, text: str) -> str:
        """A text of somebody else's without this endpoint's secrets."""
        return redacted(text, self._secrets())

    def cleaned(self, text: str) -> str:
        """A text of somebody else's, fit to be kept and shown: without secrets and what steers a screen."""
        return self.hide(printable(text))

    def _secrets(self) -> Iterator[str]:
        """A user's name and plain words of an address are none: hiding them would hide them in every reply."""
        if self.key != NO_KEY:
            yield self.key
        yield from (value for name, value in parse_qsl(self.query) if _KEY_NAME.search(name) or _is_like_key(value))
        extra = self.options.extra_body.items()
        yield from (value for name, value in extra if isinstance(value, str) and _KEY_NAME.search(name))
        for address in (self.base_url, self.proxy):
            parts = urlsplit(address or "")
            name = parts.username or ""
            secret = parts.password or (name if _is_like_key(name) else "")  # a token often stands where a name does
            yield from {secret, unquote(secret)}

    def __repr__(self) -> str:  # a key must not reach a log
        return f"Endpoint({self.url}, {self.model})"


def is_local(url: str) -> bool:
    """Whether the address is this machine's own."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for this address; none for this machine."""
    parts = urlsplit(url)
    if is_local(url) or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    known = getproxies()
    named = known.get(parts.scheme) or known.get("all")
    return f"http://{named}" if named and "://" not in named else named or None


def _is_like_key(value: str) -> bool:
    return len(value) >= _KEY_LENGTH and not _WORDS.fullmatch(value)


def _place(netloc: str) -> str:
    """Host and port, without a name and password before them."""
    return netloc.rpartition("@")[2]
