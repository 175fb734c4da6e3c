"""Takes the place to listen at before anything heavy is loaded. Knows sockets, no page."""

import errno
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager

from interviewer.errors import BadInput

_LAST_PORT = 65_535


@contextmanager
def place_to_listen(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that is bound there; nobody can reach it before the server listens.

    Raises:
        BadInput: another program has that port, or it can't be had on this machine; also when that is found out later.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
            yield bound
        except OSError as error:
            raise BadInput(_told(host, port, error)) from None


def _told(host: str, port: int, error: OSError) -> str:
    other = port + 1 if port < _LAST_PORT else port - 1
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is in use already, by another Mock Interviewer perhaps; open http://localhost:{port} to see, "
            f"or choose another port: 'interviewer serve --port {other}'"
        )
    if error.errno == errno.EACCES:
        return f"this user may not listen at port {port}; choose one from 1024 on: 'interviewer serve --port 7860'"
    return f"{host}:{port} can't be used ({error.strerror or error}); choose another with --host and --port"
