"""Says in our own errors what a provider's failure was: the whole of the SDKs' error trees is known here only.

The SDKs' errors hold what the server said, which may be the key; so ours are raised without them.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime

import httpx2
import openai

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
_LONGEST_SAID = 200  # characters of it that are shown
_FILTER = re.compile(r"(?i)content.?filter|content management policy|content policy")
_REGION = re.compile(r"(?i)\b(?:country|countries|region|territory|location)\b")
_VERSION = re.compile(r"/(?:v\d\w*|openai)(?:/|$)|/deployments/")
_PAGE = re.compile(r"(?i)<(?:!doctype|html|head|body)\b")
_TAG = re.compile(r"(?is)<(style|script)\b.*?</\1>|<[^>]*>")
_UNREADABLE = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)  # LangChain's and json's


class Refused(BadReply):
    """The server refuses the request as it stands; `said` is its own sentence, and may name the field it minds."""

    def __init__(self, message: str, said: str = "") -> None:
        super().__init__(message)
        self.said = said


class Cut(BadReply):
    """The reply was cut off before it was whole; what there is of it may be mended, or asked for again."""

    def __init__(self, message: str, text: str = "", again: bool = False) -> None:
        super().__init__(message, 0.0 if again else None)
        self.text = text


class NoRoom(BadReply):
    """The model came to its cap before it said what was wanted; `reasoned` tells whether its thoughts took the room."""

    def __init__(self, message: str, reasoned: bool = False) -> None:
        super().__init__(message)
        self.reasoned = reasoned


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
    if isinstance(error, openai.APIStatusError):
        return of_status(error, endpoint)
    host = endpoint.host
    match error:
        case openai.APITimeoutError() | httpx2.TimeoutException():
            return Unreachable(
                f"{host} did not answer in full within {_seconds(endpoint.timeout)}; try again later, or raise "
                "INTERVIEWER_TIMEOUT"
            )
        case httpx2.InvalidURL():
            return Unreachable(f"{host} is no name that can be called; check OPENAI_BASE_URL")
        case _ if _broke_off(error):
            return ServerFailed(f"{host} broke the connection in mid-reply; try again", _PAUSE)
        case openai.APIConnectionError() | httpx2.HTTPError() if endpoint.proxy:
            return Unreachable(f"{host} can't be reached through the proxy {endpoint.way}; check HTTPS_PROXY", _PAUSE)
        case openai.APIConnectionError() | httpx2.HTTPError():
            return Unreachable(f"{host} can't be reached; check the network and OPENAI_BASE_URL", _PAUSE)
        case _:
            return ServerFailed(f"{host} failed ({_reason(error, endpoint)}); try again later", _PAUSE)


def of_status(error: openai.APIStatusError, endpoint: Endpoint) -> ProviderError:
    """The error for a status that is none of success."""
    host, said = endpoint.host, _reason(error, endpoint)
    match error.status_code:
        case 400 | 422 if _FILTER.search(f"{_code(error)} {said}"):
            return filtered(endpoint)
        case 400 | 422:
            return Refused(f"{host} refused the request ({said}); {_advice(endpoint)}", _whole(error, endpoint))
        case 401:
            return Unauthorised(f"{host} refused the key ({said}); check OPENAI_API_KEY")
        case 402:
            return Throttled(f"{host} wants to be paid first ({said}); add credit to the account there")
        case 403 if _REGION.search(said):
            return Unauthorised(f"{host} does not serve this country or region ({said}); use another provider")
        case 403:
            return Unauthorised(f"{host} does not let this key in ({said}); check OPENAI_API_KEY and its permissions")
        case 404 | 405:
            return _not_found(endpoint, said)
        case 429:
            return Throttled(f"{host} takes no more requests now ({said}); wait, or check the account", _wait(error))
        case status:
            passes = status in (408, 409) or status >= 500
            wait = _wait(error) if passes else None
            return ServerFailed(f"{host} failed with status {status} ({said}); try again later", wait)


def filtered(endpoint: Endpoint) -> Filtered:
    """The error for a text or a reply that a filter holds back: filters err, so it is asked for once more."""
    return Filtered(f"the content filter of {endpoint.host} withheld the reply; word the answer otherwise", 0.0)


def web_page(endpoint: Endpoint) -> Unreachable:
    """The error for an address at which people are answered, and no programs."""
    return Unreachable(f"{endpoint.host} sent a web page and no reply; {_address(endpoint)}")


def broke_off(endpoint: Endpoint) -> ServerFailed:
    """The error for a stream that ends without its end."""
    return ServerFailed(f"{endpoint.host} broke off in mid-reply; try again", _PAUSE)


def _not_found(endpoint: Endpoint, said: str) -> UnknownModel:
    if "model" in said.lower() or _VERSION.search(endpoint.url):
        what = f"does not know the model '{endpoint.model}' or the address"
        return UnknownModel(f"{endpoint.host} {what} ({said}); check OPENAI_MODEL and OPENAI_BASE_URL")
    return UnknownModel(f"{endpoint.host} has no chat at {endpoint.url}; {_address(endpoint)}")


def _address(endpoint: Endpoint) -> str:
    likely = "" if _VERSION.search(endpoint.url) else f", probably {endpoint.url}/v1"
    return f"set OPENAI_BASE_URL to the address of its API{likely}"


def _advice(endpoint: Endpoint) -> str:
    fields = ", ".join(endpoint.options.extra_body)
    own = f"mend INTERVIEWER_EXTRA_BODY (you send {fields}), or " if fields else ""
    return f"{own}try another model"


def _wait(error: openai.APIStatusError) -> float:
    """How long the server asks to be left alone: in milliseconds, in seconds, or until a date."""
    headers = error.response.headers
    with suppress(ValueError):
        if "retry-after-ms" in headers:
            return max(0.0, float(headers["retry-after-ms"]) / 1000)
        if "retry-after" in headers:
            return max(0.0, float(headers["retry-after"]))
    with suppress(ValueError, OverflowError):
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
    """The server's own sentence, or else its code."""
    return _said(_sentence(error), endpoint)


def _whole(error: Exception, endpoint: Endpoint) -> str:
    """All that the server said, for the fields that it names."""
    return endpoint.hide(f"{_sentence(error)} {getattr(error, 'body', '')}"[:_MOST_READ])


def _sentence(error: Exception) -> str:
    body = getattr(error, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], dict):  # Google's errors come in a list
        body = body[0].get("error", body[0])
    if not isinstance(body, dict):
        return body if isinstance(body, str) and body.strip() else str(error)
    if isinstance(body.get("detail"), list):  # as pydantic words it: Mistral's, vLLM's
        return "; ".join(_detail(item) for item in body["detail"])
    return str(body.get("message") or body.get("detail") or body.get("error") or body.get("code") or error)


def _detail(item: object) -> str:
    if not isinstance(item, dict):
        return str(item)
    place = item.get("loc")
    return f"{'.'.join(map(str, place)) if isinstance(place, list) else place}: {item.get('msg', '')}"


def _code(error: Exception) -> str:
    body = getattr(error, "body", None)
    return str(body.get("code")) if isinstance(body, dict) else ""


def _said(text: str, endpoint: Endpoint) -> str:
    """The beginning of what somebody else said, fit to be shown."""
    hidden = endpoint.cleaned(text[:_MOST_READ])
    plain = _TAG.sub(" ", hidden) if _PAGE.search(hidden) else hidden
    return " ".join(plain.split())[:_LONGEST_SAID]


def _seconds(number: float) -> str:
    return "1 second" if number == 1 else f"{number:g} seconds"
