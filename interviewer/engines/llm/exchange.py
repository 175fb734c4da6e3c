"""One request and what came of it: words, thoughts, why it ended, what it took. Tries nothing again."""

import json
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage

from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.chat_model import THOUGHTS, chat_model
from interviewer.engines.llm.dialect import Dialect
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.faults import map_errors
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.reasoning import parted
from interviewer.engines.llm.tokens import count
from interviewer.engines.llm.wire import Bounds
from interviewer.errors import BadReply

LONGEST_TOKEN = 16  # characters, white space included: what is longer than so many a token never heeded the limit
_MOST_TOKENS = 1_000_000_000  # more than that no server counted


@dataclass(frozen=True)
class Request:
    """What is sent: the prompt, our fields, and whether the reply is to be streamed.

    Attributes:
        cap: tokens that the reply may take, thoughts included.
        dialect: what was known of the server. Where it takes no system message, that stands before the user's.
    """

    prompt: Rendered
    fields: dict[str, Any]
    cap: int
    streamed: bool
    dialect: Dialect

    @property
    def messages(self) -> list[BaseMessage]:
        system, user = self.prompt.system, self.prompt.user
        if not self.dialect.system:
            return [HumanMessage(f"{system}\n\n{user}")]
        return [SystemMessage(system), HumanMessage(user)]


@dataclass(frozen=True)
class Answer:
    """What came: `raw` has the thoughts that stand in the text, `said` is without them, `finish` is why it ended."""

    raw: str
    said: str
    reasoned: bool
    finish: str | None
    usage: Usage


def exchanged(endpoint: Endpoint, bounds: Bounds, request: Request) -> Generator[str, None, Answer]:
    """The answer to one request; meanwhile, each time more of it comes, all that was said so far, without thoughts.

    Raises:
        ProviderError: the server failed, or refused the request.
    """
    bounds.ended = False
    with map_errors(endpoint), chat_model(endpoint, bounds, request.fields) as model:
        if request.streamed:
            message = yield from _joined(model.stream(request.messages), endpoint, request.cap)
        else:
            message = model.invoke(request.messages)
    return _answer(message, request)


def _joined(chunks: Iterable[AIMessageChunk], endpoint: Endpoint, cap: int) -> Generator[str, None, AIMessage]:
    whole: AIMessageChunk | None = None
    length = 0
    for chunk in chunks:
        whole = chunk if whole is None else whole + chunk
        length += len(chunk.text)
        check_length(endpoint, length, cap)
        if chunk.text:
            yield parted(str(whole.text))[0]
    if whole is None:
        raise BadReply(f"{endpoint.host} sent nothing; try again, or another model")
    return whole


def check_length(endpoint: Endpoint, characters: int, cap: int) -> None:
    """Raise where there are more characters than so many tokens can hold."""
    if characters > cap * LONGEST_TOKEN:
        raise BadReply(f"{endpoint.model} ran on past {cap:,} tokens and was cut off; try another model")


def _answer(message: AIMessage, request: Request) -> Answer:
    raw = str(message.text) or "".join(_arguments(message))
    said, thoughts = parted(raw)
    aside = str(message.additional_kwargs.get(THOUGHTS, ""))
    usage, thought = _usage(message, request.prompt, aside + raw)
    reasoned = bool(thoughts or aside.strip() or thought)
    return Answer(raw, said, reasoned, message.response_metadata.get("finish_reason"), usage)


def _arguments(message: AIMessage) -> Iterable[str]:
    yield from (json.dumps(call["args"], ensure_ascii=False) for call in message.tool_calls)
    yield from (call["args"] or "" for call in message.invalid_tool_calls)


def _usage(message: AIMessage, prompt: Rendered, came: str) -> tuple[Usage, int]:
    """What it took, as the server says or else as we count it; and how many tokens of it were thoughts."""
    told: Mapping[str, Any] = message.usage_metadata or {}
    sent, received = _tokens(told, "input_tokens"), _tokens(told, "output_tokens")
    if sent is None or received is None:
        sent, received = count(prompt.system) + count(prompt.user), count(came)
        return Usage(calls=1, input_tokens=sent, output_tokens=received, estimated=True), 0
    cached = _tokens(told.get("input_token_details") or {}, "cache_read") or 0
    thought = _tokens(told.get("output_token_details") or {}, "reasoning") or 0
    return Usage(calls=1, input_tokens=sent, cached_tokens=cached, output_tokens=received), thought


def _tokens(told: Mapping[str, Any], name: str) -> int | None:
    """The count of that name, where it is one: servers send all sorts of things."""
    number = told.get(name)
    return number if type(number) is int and 0 <= number < _MOST_TOKENS else None
