"""Says in our own errors what a provider's failure was: the whole of the SDKs' error trees is known here only."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import openai

from interviewer.domain.work import Usage
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
from interviewer.llm.endpoint import Endpoint


class NotSupported(BadReply):
    """The server refuses the way in which structured output was asked for."""


class CutOff(BadReply):
    """The model came to its limit before the reply was whole; what there is of it can be mended."""

    def __init__(self, message: str, text: str, usage: Usage) -> None:
        super().__init__(message)
        self.text = text
        self.usage = usage


@contextmanager
def told_plainly(endpoint: Endpoint) -> Iterator[None]:
    """Raise what goes wrong inside as one of our errors, with the server's name and what to do."""
    try:
        yield
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError) as error:
        raise classified(error, endpoint) from error
    except (KeyError, TypeError, ValueError, IndexError) as error:  # LangChain's words for a body it can't read
        raise BadReply(f"{endpoint.host} sent a reply that can't be read ({error}); try another model") from error


def classified(error: Exception, endpoint: Endpoint) -> ProviderError:
    """The error of ours that says what happened, and what to do."""
    host, model = endpoint.host, endpoint.model
    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return Unreachable(f"{host} did not answer within {endpoint.timeout:g} seconds; try again later")
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return Unauthorised(f"{host} refused the key; check OPENAI_API_KEY")
        case openai.NotFoundError():
            return UnknownModel(f"{host} does not know the model '{model}' or the address; check OPENAI_MODEL")
        case openai.RateLimitError():
            return Throttled(f"{host} takes no more requests now ({_reason(error)}); wait, or check the account")
        case openai.BadRequestError() | openai.UnprocessableEntityError() if "content_filter" in _reason(error):
            return Filtered(f"the content filter of {host} refused the text; word it otherwise")
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return NotSupported(f"{host} refused the request ({_reason(error)}); try another model")
        case openai.APIStatusError():
            return ServerFailed(f"{host} failed with status {error.status_code}; try again later")
        case openai.ContentFilterFinishReasonError():
            return Filtered(f"the content filter of {host} withheld the reply; word the answer otherwise")
        case openai.LengthFinishReasonError():
            return _cut_off(error, model)
        case _ if _broke_off(error):
            return ServerFailed(f"{host} broke the connection in mid-reply; try again")
        case openai.APIConnectionError() | httpx2.HTTPError():
            return Unreachable(f"{host} can't be reached; check the network and OPENAI_BASE_URL")
        case _:
            return ServerFailed(f"{host} failed ({_reason(error)}); try again later")


def _cut_off(error: openai.LengthFinishReasonError, model: str) -> CutOff:
    usage = error.completion.usage
    used = Usage(
        calls=1,
        input_tokens=usage.prompt_tokens if usage else 0,
        output_tokens=usage.completion_tokens if usage else 0,
        estimated=usage is None,
    )
    text = error.completion.choices[0].message.content or ""
    return CutOff(f"{model} ran out of room before its reply was whole; try a larger model", text, used)


def _broke_off(error: BaseException | None) -> bool:
    """Whether the connection was lost in mid-reply, however deep the SDKs have wrapped it."""
    while error is not None:
        if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError):
            return True
        error = error.__cause__
    return False


def _reason(error: Exception) -> str:
    body = getattr(error, "body", None)
    said = body.get("code") or body.get("message") if isinstance(body, dict) else None
    return " ".join(str(said or error).split())[:120]
