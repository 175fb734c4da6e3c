"""Every error this product raises on purpose, grouped by who must act.

    InterviewerError
    ├── UserError            the person at the keyboard must change something (exit status 2)
    │   ├── BadInput             an answer, a file, an option or an id that can't be used
    │   └── NoSuchSession        a session id that is not in the store
    ├── OperatorError        whoever set the machine up must change something (exit status 2)
    │   ├── PackError            a pack file is missing, malformed or refers to nothing
    │   ├── StoreError           the session store can't be read or written
    │   └── SetupError           a folder or a package is missing or read-only
    ├── ProviderError        the language model's server failed; wait, mend the settings, or use the embedded engine
    │   ├── Unreachable          no answer in time, or no connection
    │   ├── Throttled            too many requests, or the account is used up
    │   ├── ServerFailed         an error on the server's side, also in mid-stream
    │   ├── Unauthorised         the key is wrong or lacks a permission
    │   ├── UnknownModel         the server does not know the model
    │   ├── Filtered             a content filter withheld the reply
    │   └── BadReply             empty, cut short, or not in the form asked for
    └── InvariantError       we are wrong: please report it with its text

Each message is one line that says what was wrong, where, and what to do about it.
"""


class InterviewerError(Exception):
    """Base of all errors raised on purpose; its text is fit to be shown as it is."""


class UserError(InterviewerError):
    """The person at the keyboard must change something."""


class BadInput(UserError):
    """An answer, a file, an option or an id that can't be used."""


class NoSuchSession(UserError):
    """A session id that is not in the store."""


class OperatorError(InterviewerError):
    """Whoever set the machine up must change something."""


class PackError(OperatorError):
    """A pack file is missing, malformed or refers to something that does not exist."""


class StoreError(OperatorError):
    """The session store can't be read or written."""


class SetupError(OperatorError):
    """A folder or a package that is needed is missing, damaged or read-only."""


class ProviderError(InterviewerError):
    """The language model's server failed; the embedded engine can go on.

    Attributes:
        wait: seconds after which another try may help; None where none will.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Unreachable(ProviderError):
    """No answer in time, or no connection."""


class Throttled(ProviderError):
    """Too many requests, or the account is used up."""


class ServerFailed(ProviderError):
    """An error on the server's side, also in mid-stream."""


class Unauthorised(ProviderError):
    """The key is wrong or lacks a permission."""


class UnknownModel(ProviderError):
    """The server does not know the model."""


class Filtered(ProviderError):
    """A content filter withheld the reply."""


class BadReply(ProviderError):
    """Empty, cut short, or not in the form asked for."""


class InvariantError(InterviewerError):
    """A promise of ours did not hold: a defect, not a mistake of the user's."""
