"""How a value of a form is asked for, and how it is found in what came. Knows no server and no role.

json_schema        the server holds the model to the schema
function_calling   the value is what a function is called with
json_mode          the server holds the model to JSON; the prompt shows the schema
plain              nobody holds the model to anything; the prompt shows the schema, the reply is searched
"""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.reasoning import parted

Method = Literal["json_schema", "function_calling", "json_mode", "plain"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode", "plain")
_FENCED = re.compile(r"```(?:json)?[ \t\r]*\n(.*?)```", re.S)
_MOST_STARTS = 50  # braces in prose at which an object is looked for
Json = dict[str, Any]
T = TypeVar("T", bound=BaseModel)


def schema_of(form: type[BaseModel], without: Collection[str] = ()) -> Json:
    """The form's schema on one level, for some servers follow no reference, less the keywords that this one refuses."""
    schema = form.model_json_schema()
    kept = _flat(schema, schema.pop("$defs", {}), frozenset(without))
    assert isinstance(kept, dict)
    return kept


def asking(method: Method, form: type[BaseModel], without: Collection[str] = ()) -> Json:
    """The fields of a request that ask for the form in that way."""
    schema, strict = schema_of(form, without), {} if "strict" in without else {"strict": True}
    named = {"name": form.__name__, **strict}
    match method:
        case "json_schema":
            return {"response_format": {"type": "json_schema", "json_schema": named | {"schema": schema}}}
        case "function_calling":
            function = {"type": "function", "function": named | {"description": "Takes it.", "parameters": schema}}
            choice = {"type": "function", "function": {"name": form.__name__}}
            return {"tools": [function], "tool_choice": choice}
        case "json_mode":
            return {"response_format": {"type": "json_object"}}
        case "plain":
            return {}


def shown(prompt: Rendered, method: Method, form: type[BaseModel]) -> Rendered:
    """The prompt, with the schema in it where the request has none."""
    if method not in ("json_mode", "plain"):
        return prompt
    told = f"Reply with one JSON object of this schema, and nothing else:\n{json.dumps(schema_of(form))}"
    return Rendered(f"{prompt.system}\n\n{told}", prompt.user)


def value_in(text: str, form: type[T]) -> tuple[T | None, str]:
    """The first value of the form that stands in the text, and what is wrong with the text where none does."""
    problem = ""
    for candidate in _candidates(text):
        try:
            return form.model_validate_json(candidate), ""
        except ValidationError as error:
            problem = problem or str(error)
    return None, problem


def _candidates(text: str) -> Iterator[str]:
    """The text, without thoughts, what is fenced in it, and each object in its prose."""
    yield text
    said, _ = parted(text)
    yield said
    yield from _FENCED.findall(said)
    decoder = json.JSONDecoder()
    starts = (found.start() for found in re.finditer(r"\{", said))
    for start, _ in zip(starts, range(_MOST_STARTS), strict=False):
        try:
            _, end = decoder.raw_decode(said, start)
        except (ValueError, RecursionError):
            continue
        yield said[start:end]


def _flat(part: object, named: Json, without: frozenset[str]) -> object:
    if isinstance(part, list):
        return [_flat(item, named, without) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _flat(named[part["$ref"].rpartition("/")[2]], named, without)
    return {
        name: {field: _flat(about, named, without) for field, about in value.items()}
        if name == "properties"  # names of ours, no keywords
        else _flat(value, named, without)
        for name, value in part.items()
        if name not in without
    }
