"""The names this server answers to, and whether a request comes from its own page. Knows headers, no route."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers

from interviewer.errors import SetupError

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_PORTS = {"http": 80, "https": 443}
_HOST = r"(?P<host>[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
_NAME = re.compile(_HOST)
_ORIGIN = re.compile(rf"(?P<scheme>https?)://{_HOST}")
Place = tuple[str, int | None]


@dataclass(frozen=True)
class Names:
    """Hosts by name, each with a port or for any port."""

    places: frozenset[Place]

    @classmethod
    def of(cls, entries: Iterable[str] = ()) -> "Names":
        """The loopback names and these.

        Raises:
            SetupError: an entry is no host name.
        """
        return cls(frozenset(_place(entry) for entry in (*_LOOPBACK, *entries)))

    def admit(self, headers: Headers) -> bool:
        """Whether the request calls this server by one of its names; a site that is only pointed here does not."""
        hosts = [_NAME.fullmatch(host.lower()) for host in headers.getlist("host")]
        if len(hosts) != 1 or hosts[0] is None:
            return False
        host, port = hosts[0]["host"], _port(hosts[0])
        return (host, None) in self.places or (host, port) in self.places


def from_own_page(headers: Headers, scheme: str) -> bool:
    """Whether whoever asks is this server's own page, or no browser at all.

    A browser says where a request comes from: in Origin, in Sec-Fetch-Site, or, an old one, in Referer.
    """
    host = headers.get("host", "").lower()
    origins = headers.getlist("origin")
    site = headers.getlist("sec-fetch-site")
    if origins or site:
        return all(_same(item, host, scheme) for item in origins) and set(site) <= {"same-origin", "none"}
    referer = headers.get("referer")
    return referer is None or _same("/".join(referer.split("/", 3)[:3]), host, scheme)


def is_visit(headers: Headers) -> bool:
    """Whether somebody opens the page itself in a window, by a link from elsewhere, say."""
    return "origin" not in headers and (
        headers.get("sec-fetch-mode"),
        headers.get("sec-fetch-dest"),
    ) in {("navigate", "document"), (None, None)}


def names_of(hosts: str, listening: str) -> Names:
    """The names in `hosts`, with commas between, and the address that is listened on.

    Raises:
        SetupError: one of them is no host name.
    """
    given = [item for item in hosts.split(",") if item.strip()]
    if not _is_any(listening):
        _place(_written(listening), "--host")
        given.append(_written(listening))
    return Names.of(given)


def is_local(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    return _written(host) in _LOOPBACK


def address_of(host: str, port: int) -> str:
    """Where the page is, as a browser on this machine calls it."""
    return f"http://{'localhost' if is_local(host) or _is_any(host) else _written(host)}:{port}"


def proxies_of(text: str) -> list[str]:
    """The addresses and networks that INTERVIEWER_PROXY names, with commas between.

    Raises:
        SetupError: one is neither, or is everybody: whoever is believed there says who the client is.
    """
    named = [item.strip() for item in text.split(",") if item.strip()]
    for item in named:
        try:
            everybody = ip_network(item).prefixlen == 0
        except ValueError:
            everybody = True
        if everybody:
            raise SetupError(
                f"INTERVIEWER_PROXY: '{item}' is no address of a proxy; write one such as 10.0.0.7, "
                "or a network such as 10.0.0.0/24"
            )
    return named


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_any(host: str) -> bool:
    """Whether it stands for all addresses of this machine: to listen on, never to be called by."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _place(entry: str, where: str = "INTERVIEWER_HOSTS") -> Place:
    found = _NAME.fullmatch(entry.strip().lower())
    if found is None:
        raise SetupError(
            f"{where}: '{entry.strip()}' is no host; write an address or a name such as interview.example.com"
        )
    return found["host"], _port(found)


def _port(found: re.Match[str]) -> int | None:
    return int(found["port"]) if found["port"] else None


def _same(origin: str, host: str, scheme: str) -> bool:
    """Whether an origin is that of the host that was called; by https, no page that came by http."""
    theirs, ours = _ORIGIN.fullmatch(origin.lower()), _NAME.fullmatch(host)
    if theirs is None or ours is None or (scheme == "https" and theirs["scheme"] == "http"):
        return False
    usual = _PORTS[theirs["scheme"]]
    return theirs["host"] == ours["host"] and (_port(theirs) or usual) == (_port(ours) or usual)
