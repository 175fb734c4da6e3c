"""Whether the embedded engine goes on where the model fails, and whether the model is still worth asking."""

from dataclasses import dataclass

from interviewer.errors import BadReply, Filtered, ProviderError, ServerFailed, Throttled

_MAY_PASS = (Throttled, ServerFailed, BadReply, Filtered)


@dataclass
class Fallback:
    """Shared by the roles of one session. `allowed` is the user's word: an option, or an answer when asked."""

    allowed: bool = False
    gone: ProviderError | None = None

    def take(self, error: ProviderError) -> str:
        """Note a failure and give its reason, or raise it where going on was not agreed to."""
        if not self.allowed:
            raise error
        if not isinstance(error, _MAY_PASS):
            self.gone = error  # a wrong key or a dead server stays so: don't make the candidate wait each time
        return str(error)
