"""Asks the model: a text, at once or as it comes, a word, or a value of a given type. Knows no prompt and no role.

What failed and may pass is asked for again, all within the one time that the call has: a refused connection, 408, 409,
429 and 5xx, a stream that breaks off, a reply cut in mid-sentence. A field that the server refuses is left out or put
otherwise, a model that reasons gets room, and how a value is asked for is found out: each once, for all who ask there.
"""

import re
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, Literal, TypeVar, cast, get_origin

from pydantic import BaseModel

from interviewer.domain.model_calls import Usage
from interviewer.engines.llm.dialect import ROOM, Known, taught
from interviewer.engines.llm.endpoint import Endpoint
from interviewer.engines.llm.exchange import Answer, Request, check_length, exchanged
from interviewer.engines.llm.faults import Cut, NoRoom, Refused, broke_off, filtered
from interviewer.engines.llm.forms import Method, asking, shown, value_in
from interviewer.engines.llm.prompts import Rendered
from interviewer.engines.llm.wire import Bounds
from interviewer.errors import BadReply, ProviderError

_TRIES = 3
_LESSONS = 8  # refusals that one call may learn from
_LONGEST_LINE = 400  # tokens
_LONGEST_WORD = 16
_LONGEST_VALUE = 1_200  # more than a long answer holds; a model that runs on is stopped there
_ENDED = re.compile(r"[.!?…。！？:;)\]}\"'”’」*]\s*$")
T = TypeVar("T", bound=BaseModel)
V = TypeVar("V")
R = TypeVar("R")


@dataclass(frozen=True)
class Reply(Generic[T]):
    """What came back: `value` is None where it could not be parsed, and `text` is what came instead."""

    value: T | None
    text: str
    usage: Usage
    problem: str = ""


@dataclass
class _Call:
    """One call with all its tries: what it may still take, and what it took.

    Attributes:
        roomy: whether a try was cut off at its cap before it said what was wanted.
        heard: whether somebody heard some of it already, after which nothing is said again.
    """

    bounds: Bounds
    longest: int
    streamed: bool
    tries: int = _TRIES
    lessons: int = _LESSONS
    roomy: bool = False
    spent: Usage = field(default_factory=Usage)
    heard: Callable[[], bool] = lambda: False


class Chat:
    """One model at one endpoint. `known` is shared by all who ask there."""

    def __init__(self, endpoint: Endpoint, temperature: float = 0.0, known: Known | None = None) -> None:
        self.endpoint = endpoint
        set_up = endpoint.options.temperature
        self.temperature = temperature if set_up is None else set_up
        self._known = known or Known(endpoint)

    @property
    def parameters(self) -> str:
        """Model and parameters, as they stand in a stamp."""
        effort = self.endpoint.options.reasoning_effort
        told = f";effort={effort}" if effort else ""
        return f"{self.endpoint.model};temperature={self.temperature:g}{told}"

    def text(self, prompt: Rendered) -> Reply[BaseModel]:
        """A text, streamed so that a broken connection shows at once.

        Raises:
            ProviderError: the server failed, also on the last try.
        """
        return _last(self.stream(prompt, lambda: False))

    def stream(self, prompt: Rendered, heard: Callable[[], bool]) -> Generator[str, None, Reply[BaseModel]]:
        """A text while it comes: each time all of it so far. A try that failed is begun anew, unless it was `heard`.

        Raises:
            ProviderError: the server failed, also on the last try, or after something was heard.
        """
        call = _Call(Bounds(self.endpoint), _LONGEST_LINE, streamed=True, heard=heard)
        saying = self._tried(call, prompt, lambda answer: self._check_line(call, answer))
        answer = yield from _cleaned_all(saying, self.endpoint.cleaned)
        check_length(self.endpoint, len(answer.said), self._cap(call))
        return Reply(None, self.endpoint.cleaned(answer.said), call.spent)

    def word(self, prompt: Rendered) -> Reply[BaseModel]:
        """A text of a word or two, of which the first counts.

        Raises:
            ProviderError: the server failed, also on the last try.
        """
        call = _Call(Bounds(self.endpoint), _LONGEST_WORD, streamed=True)
        answer = _last(self._tried(call, prompt, lambda answer: self._check_word(call, answer)))
        return Reply(None, self.endpoint.cleaned(answer.said), call.spent)

    def value(self, prompt: Rendered, form: type[T]) -> Reply[T]:
        """A value of the type `form`, or the reply that is none.

        Raises:
            ProviderError: the server failed, or takes no way of asking for a value.
        """
        call = _Call(Bounds(self.endpoint), _LONGEST_VALUE, streamed=False)
        settled, refused = self._known.dialect.method, None
        first: tuple[Method, Reply[T]] | None = None
        for method in self._known.dialect.methods:
            try:
                reply = self._asked(call, prompt, form, method)
            except Refused as error:
                refused = error
                continue
            except Cut as error:
                return Reply(None, error.text, call.spent, "it was too long and was cut off; fewer pieces will do")
            if reply.value is not None:
                self._settle(method)
            if reply.value is not None or method == settled:
                return reply
            first = first or (method, reply)
        if first is None:
            raise refused or BadReply(f"{self.endpoint.host} offers no structured output; try another model")
        self._settle(first[0], for_good=False)
        return Reply(None, first[1].text, call.spent, first[1].problem)

    def _settle(self, method: Method, for_good: bool = True) -> None:
        self._known.learn(lambda dialect: dialect.model_copy(update={"method": method}), for_good)

    def _asked(self, call: _Call, prompt: Rendered, form: type[T], method: Method) -> Reply[T]:
        def fields() -> dict[str, Any]:
            return asking(method, form, self._known.dialect.keywords)

        asked = shown(prompt, method, form)
        answer = _last(self._tried(call, asked, lambda answer: self._check_value(call, answer), fields))
        check_length(self.endpoint, len(answer.said), self._cap(call))
        value, problem = value_in(answer.raw, form)
        text = self.endpoint.cleaned(answer.said or answer.raw)
        if value is None:
            return Reply(None, text, call.spent, self.endpoint.cleaned(problem))
        return Reply(_cleaned(value, self.endpoint.cleaned), text, call.spent)

    def _tried(
        self,
        call: _Call,
        prompt: Rendered,
        check: Callable[[Answer], None],
        form: Callable[[], dict[str, Any]] = dict,
    ) -> Generator[str, None, Answer]:
        """What is asked; again after what may pass or taught something, while tries and time are left."""
        while True:
            request = self._request(call, prompt, form())
            try:
                return (yield from self._answered(call, request, check))
            except Refused as error:
                self._heed(call, error, request)
            except NoRoom as error:
                if call.roomy or call.heard() or self.endpoint.options.max_tokens:
                    raise
                call.roomy = True
                self._note_reasoning(error.reasoned)
            except ProviderError as error:
                call.tries -= 1
                if call.heard() or not call.tries or error.wait is None or error.wait >= call.bounds.left:
                    raise
                time.sleep(error.wait)

    def _request(self, call: _Call, prompt: Rendered, form: dict[str, Any]) -> Request:
        dialect, cap = self._known.dialect, self._cap(call)
        streamed = call.streamed and dialect.streams
        fields = dialect.fields(self.endpoint, cap, self.temperature, streamed)
        fields |= {name: value for name, value in form.items() if name not in dialect.refused}
        return Request(prompt, fields, cap, streamed, dialect)

    def _cap(self, call: _Call) -> int:
        room = ROOM if call.roomy or self._known.dialect.reasons else 0
        return self.endpoint.options.max_tokens or call.longest + room

    def _answered(self, call: _Call, request: Request, check: Callable[[Answer], None]) -> Generator[str, None, Answer]:
        try:
            answer = yield from exchanged(self.endpoint, call.bounds, request)
        except ProviderError:
            call.spent += Usage(calls=1)
            raise
        call.spent += answer.usage
        self._note_reasoning(answer.reasoned)
        check(answer)
        return answer

    def _note_reasoning(self, reasoned: bool) -> None:
        if reasoned:
            self._known.learn(lambda dialect: dialect.model_copy(update={"reasons": True}))

    def _heed(self, call: _Call, error: Refused, request: Request) -> None:
        """Learn from a refusal, or raise it where it teaches nothing that was not known when the request was made."""
        sent = request.fields | ({"stream": True} if request.streamed else {})
        self._known.learn(lambda dialect: taught(dialect, error.said, sent))
        call.lessons -= 1
        if self._known.dialect == request.dialect or not call.lessons:
            raise error

    def _check_line(self, call: _Call, answer: Answer) -> None:
        """Raise where the line is not whole: it is asked for again."""
        self._check_end(call, answer)
        if answer.finish is None and call.streamed and not call.bounds.ended:
            raise broke_off(self.endpoint)
        if not answer.said:
            raise BadReply(f"{self.endpoint.model} said nothing; try again, or another model")
        cut = answer.finish == "length" or not _ENDED.search(answer.said)
        last = call.tries == 1 or call.heard()
        if cut and not (last and answer.finish == "stop"):  # some models never end a sentence: the guards decide
            raise Cut(self._at_its_cap(call, "broke off in mid-sentence"), "", again=True)

    def _check_word(self, call: _Call, answer: Answer) -> None:
        if answer.finish == "content_filter" or not answer.said:
            self._check_end(call, answer)

    def _check_value(self, call: _Call, answer: Answer) -> None:
        self._check_end(call, answer)
        if answer.finish == "length":
            text = self.endpoint.cleaned(answer.said)
            raise Cut(self._at_its_cap(call, "ran out of room before its reply was whole"), text)

    def _check_end(self, call: _Call, answer: Answer) -> None:
        if answer.finish == "content_filter":
            raise filtered(self.endpoint)
        roomless = answer.finish == "length" and (answer.reasoned or not answer.said or call.streamed)
        if roomless and not call.roomy:
            raise NoRoom(self._at_its_cap(call, "used up its room before it had said all"), answer.reasoned)
        if answer.finish == "length" and not answer.said:
            raise NoRoom(self._at_its_cap(call, "used up its room before it said anything"), answer.reasoned)

    def _at_its_cap(self, call: _Call, what: str) -> str:
        return (
            f"{self.endpoint.model} {what}, at the limit of {self._cap(call):,} tokens; raise INTERVIEWER_MAX_TOKENS, "
            "or set INTERVIEWER_REASONING_EFFORT=low"
        )


def _last(saying: Generator[str, None, R]) -> R:
    """What comes at the end of it."""
    while True:
        try:
            next(saying)
        except StopIteration as done:
            return cast(R, done.value)


def _cleaned_all(saying: Generator[str, None, R], clean: Callable[[str], str]) -> Generator[str, None, R]:
    while True:
        try:
            said = next(saying)
        except StopIteration as done:
            return cast(R, done.value)
        yield clean(said)


def _cleaned(value: V, clean: Callable[[str], str]) -> V:
    """The value with its free texts cleaned; the form's own words (names of fields, choices) stay as they are."""
    cleaned: object = value
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        free = {name: given for name, given in value if get_origin(fields[name].annotation) is not Literal}
        cleaned = value.model_copy(update={name: _cleaned(given, clean) for name, given in free.items()})
    elif isinstance(value, list):
        cleaned = [_cleaned(item, clean) for item in value]
    elif isinstance(value, str) and not isinstance(value, Enum):
        cleaned = clean(value)
    return cast(V, cleaned)
