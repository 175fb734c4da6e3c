"""`interviewer serve`: the web page."""

import getpass
import sys

from interviewer.cli.console import messages, progress_bar
from interviewer.errors import BadInput

_LAST = 10.0  # seconds that the end waits for what is being prepared


def run_serve(host: str, port: int, open_browser: bool) -> None:
    """Serve the page until interrupted; what takes seconds is told before it is done."""
    from interviewer.web.listening import place_to_listen

    with place_to_listen(host, port) as place, progress_bar("indexing the guide") as step:
        messages().print("  loading the page ...", style="dim")
        from interviewer.app import Services
        from interviewer.settings import load_settings
        from interviewer.web.people import people_of
        from interviewer.web.server import serve

        made = Services(load_settings(), step)
        messages().print("  opening the guide and the grader ...", style="dim")
        preparing = made.prepare_meanwhile()
        try:
            serve(made, host, port, people_of(made.settings), open_browser, place)
        finally:
            preparing.join(_LAST)  # an interpreter that ends while a model is being opened is aborted
            made.close()


def run_add_user(name: str) -> None:
    """Print a line for the users file; the password is asked for, twice where a terminal is there."""
    from interviewer.web.people import hashed

    if ":" in name or not name.strip():
        raise BadInput("a user's name must not be empty or hold a colon; choose another")
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if sys.stdin.isatty() and getpass.getpass("Once more: ") != password:
        raise BadInput("the two passwords differ; try again")
    if len(password) < 8:
        raise BadInput("the password has fewer than 8 characters; choose a longer one")
    print(f"{name}:{hashed(password)}")
    messages().print("Put this line into a file and name it in INTERVIEWER_USERS_FILE.", style="dim")
