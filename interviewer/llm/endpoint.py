"""Where the model is, as the user set it up. Opens no connection and imports no SDK, so that anybody may ask."""

from dataclasses import dataclass
from urllib.parse import urlsplit

OPENAI = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-5.4-mini"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Endpoint:
    """A server that speaks the OpenAI protocol, and the model to ask there."""

    key: str
    base_url: str | None = None
    model: str = DEFAULT_MODEL
    timeout: float = 60.0

    @property
    def url(self) -> str:
        return self.base_url or OPENAI

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        return self.host in _LOOPBACK

    def __repr__(self) -> str:  # a key must not reach a log
        return f"Endpoint({self.url}, {self.model})"


def notice(endpoint: Endpoint, roles: str) -> str:
    """What the user is told before the first text leaves."""
    if endpoint.local:
        return f"Model {endpoint.model} on this machine ({endpoint.host}) plays: {roles}. Nothing leaves this machine."
    return (
        f"Model {endpoint.model} at {endpoint.host} plays: {roles}. Your answers, your role, project and CV, the "
        "questions and excerpts of the guide are sent there. Nothing else is sent, and nothing at all with "
        "--engine embedded."
    )
