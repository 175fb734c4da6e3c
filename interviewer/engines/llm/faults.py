"""Says in our own errors what a provider's failure was: the whole of the SDKs' error trees is known here only.

The SDKs' errors hold what the server said, which may be the key; so ours are raised without them.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime

import httpx2
import openai

from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.errors import (
    BadReply,
    Filtered,
    ProviderError,
    ServerFailed,
    Throttled,
    Unauthorised,
    UnknownModel,
    Unreachable,
)

_PAUSE = 0.5  # seconds before another try, where the server names none
_MOST_READ = 10_000  # characters of what a server says, which may be megabytes
_UNREADABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)  # LangChain's and json's


class NotSupported(BadReply):
    """The server refuses the way in which structured output was asked for."""


class CutOff(BadReply):
    """The model came to its limit before the reply was whole; what there is of it can be mended."""

    def __init__(self, message: str, text: str, usage: Usage) -> None:
        super().__init__(message)
        self.text = text
        self.usage = usage


@contextmanager
def map_errors(endpoint: Endpoint) -> Iterator[None]:
    """Raise what goes wrong inside as one of our errors, with the server's name and what to do."""
    try:
        yield
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL) as error:
        raise classified(error, endpoint) from None
    except _UNREADABLE as error:
        said = _said(str(error), endpoint)
        raise BadReply(f"{endpoint.host} sent a reply that can't be read ({said}); try another model") from None


def classified(error: Exception, endpoint: Endpoint) -> ProviderError:
    """The error of ours that says what happened, and what to do."""
    host, model = endpoint.host, endpoint.model
    reason = _reason(error, endpoint)
    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return Unreachable(
                f"{host} did not answer in full within {_seconds(endpoint.timeout)}; try again later, or raise "
                "INTERVIEWER_TIMEOUT"
            )
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return Unauthorised(f"{host} refused the key; check OPENAI_API_KEY")
        case openai.NotFoundError():
            return UnknownModel(f"{host} does not know the model '{model}' or the address; check OPENAI_MODEL")
        case openai.RateLimitError():
            return Throttled(f"{host} takes no more requests now ({reason}); wait, or check the account", _wait(error))
        case openai.BadRequestError() | openai.UnprocessableEntityError() if "content_filter" in reason:
            return Filtered(f"the content filter of {host} refused the text; word it otherwise")
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return NotSupported(f"{host} refused the request ({reason}); try another model")
        case openai.APIStatusError():
            passes = error.status_code in (408, 409) or error.status_code >= 500
            return ServerFailed(
                f"{host} failed with status {error.status_code} ({reason}); try again later",
                _wait(error) if passes else None,
            )
        case openai.ContentFilterFinishReasonError():
            return Filtered(f"the content filter of {host} withheld the reply; word the answer otherwise")
        case openai.LengthFinishReasonError():
            return _cut_off(error, endpoint)
        case httpx2.InvalidURL():
            return Unreachable(f"{host} is no name that can be called; check OPENAI_BASE_URL")
        case _ if _broke_off(error):
            return ServerFailed(f"{host} broke the connection in mid-reply; try again", _PAUSE)
        case openai.APIConnectionError() | httpx2.HTTPError():
            return Unreachable(f"{host} can't be reached; check the network and OPENAI_BASE_URL", _PAUSE)
        case _:
            return ServerFailed(f"{host} failed ({reason}); try again later", _PAUSE)


def broke_off(endpoint: Endpoint) -> ServerFailed:
    """The error for a stream that ends without its end."""
    return ServerFailed(f"{endpoint.host} broke off in mid-reply; try again", _PAUSE)


def _cut_off(error: openai.LengthFinishReasonError, endpoint: Endpoint) -> CutOff:
    usage = error.completion.usage
    used = Usage(
        calls=1,
        input_tokens=usage.prompt_tokens if usage else 0,
        output_tokens=usage.completion_tokens if usage else 0,
        estimated=usage is None,
    )
    text = endpoint.hide(error.completion.choices[0].message.content or "")
    return CutOff(f"{endpoint.model} ran out of room before its reply was whole; try a larger model", text, used)


def _wait(error: openai.APIStatusError) -> float:
    """How long the server asks to be left alone: in milliseconds, in seconds, or until a date."""
    headers = error.response.headers
    with suppress(ValueError):
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        if "retry-after" in headers:
            return max(0.0, float(headers["retry-after"]))
    with suppress(ValueError):
        return max(0.0, parsedate_to_datetime(headers.get("retry-after", "")).timestamp() - time.time())
    return _PAUSE


def _broke_off(error: BaseException | None) -> bool:
    """Whether the connection was lost in mid-reply, however deep the SDKs have wrapped it."""
    while error is not None:
        if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError):
            return True
        error = error.__cause__
    return False


def _reason(error: Exception, endpoint: Endpoint) -> str:
    body = getattr(error, "body", None)
    said = body.get("code") or body.get("message") if isinstance(body, dict) else None
    return _said(str(said or error), endpoint)


def _said(text: str, endpoint: Endpoint) -> str:
    """The beginning of what somebody else said, fit to be shown."""
    return " ".join(endpoint.hide(text[:_MOST_READ]).split())[:120]


def _seconds(number: float) -> str:
    return "1 second" if number == 1 else f"{number:g} seconds"
