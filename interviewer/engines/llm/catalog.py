"""Which models the endpoint offers, as it lists them itself. Loads no SDK: a list of names is one plain request."""

import json
from typing import Any

from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.faults import map_errors
from interviewer.engines.llm.wire import Bounds, client
from interviewer.errors import BadReply, ServerFailed, Unauthorised, UnknownModel

_NAMES = ("id", "name", "model")  # OpenAI's, then those of servers that list in a manner of their own


def offered(endpoint: Endpoint) -> tuple[str, ...]:
    """The names that OPENAI_MODEL may hold at this endpoint, in order.

    Raises:
        ProviderError: it can't be reached, refuses the key, or lists no models.
    """
    with map_errors(endpoint), client(endpoint, Bounds(endpoint)) as http:
        came = http.get(f"{endpoint.url}/models", headers={"accept": "application/json"})
        status, body = came.status_code, came.read()
    if status in (401, 403):
        raise Unauthorised(f"{endpoint.host} refused the key; check OPENAI_API_KEY")
    if status in (404, 405, 501):
        raise UnknownModel(
            f"{endpoint.host} does not list its models at {endpoint.url}/models; look them up in its documentation, "
            "and check that OPENAI_BASE_URL ends as it says there (mostly in /v1)"
        )
    if status >= 400:
        raise ServerFailed(f"{endpoint.host} failed with status {status}; try again later")
    return _names(body, endpoint)


def _names(body: bytes, endpoint: Endpoint) -> tuple[str, ...]:
    try:
        found: Any = json.loads(body)
        entries = found if isinstance(found, list) else found.get("data") or found.get("models") or []
        named = {_name(entry) for entry in entries}
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise BadReply(
            f"{endpoint.host} sent no list of models; check that OPENAI_BASE_URL is the address of an API, "
            "not of a page"
        ) from None
    return tuple(sorted(endpoint.cleaned(name) for name in named if name))


def _name(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    name = next((entry[key] for key in _NAMES if isinstance(entry.get(key), str)), "")
    return name.removeprefix("models/")  # as Gemini's compatible endpoint lists them and takes them without
