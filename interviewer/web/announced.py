"""What the page says of who plays and where words go: a few words for its head, and the whole of it."""

from dataclasses import dataclass

from interviewer.app import Services
from interviewer.domain.setup import EngineRequest
from interviewer.engines.selection import endpoint_of


@dataclass(frozen=True)
class Announcement:
    """Attributes:
    short: stands in the page's head.
    full: all there is to say.
    leaves: whether a model plays, so that `full` must be seen before the first word is sent.
    """

    short: str
    full: str
    leaves: bool = False


def announced(services: Services) -> Announcement:
    """For an interview that is begun with the settings as they are."""
    endpoint = endpoint_of(services.settings)
    told = services.notice(services.select_engines(EngineRequest()))
    if told and endpoint:
        where = "on this machine" if endpoint.local else f"at {endpoint.host}"
        return Announcement(f"{endpoint.model} plays, {where}", told, leaves=True)
    other = (
        f"{endpoint.model} is set up and plays no role."
        if endpoint
        else "A language model can play instead where whoever runs this page sets one up."
    )
    full = f"The interviewers are played by the program itself: nothing leaves this machine. {other}"
    return Announcement("Nothing leaves this machine", full)
