"""One line of a bulk critique: which words belong together, and what they are worth. Whatever stands in a line, it gets
a record of its own."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from interviewer.app import Services
from interviewer.assessment.conclusion import conclusion, spoke_to_grader
from interviewer.assessment.critic import Critic
from interviewer.cli.jsonl import echoed, parsed
from interviewer.domain.assessment import Assessment
from interviewer.domain.evidence import Reading
from interviewer.domain.sanitizing import LONGEST_ANSWER, gradable
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.engines.threads import in_thread
from interviewer.errors import BadInput, ProviderError
from interviewer.interview.request import InterviewRequest
from interviewer.report.record import assessment_record


def _whole(text: str) -> str:
    if not echoed(text):
        raise ValueError("it holds an unpaired surrogate; remove it")
    return text


Text = Annotated[str, AfterValidator(_whole)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_whole)]
Question = Annotated[str, StringConstraints(max_length=LONGEST_ANSWER), AfterValidator(_whole)]


@dataclass(frozen=True)
class Line:
    """A line as it stands in the input; `number` counts from 1, empty lines too."""

    number: int
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """Of the content; the white space around it, such as another system's end of line, changes nothing."""
        return hashlib.sha256(self.content.strip()).hexdigest()


class _Form(BaseModel):
    model_config = ConfigDict(strict=True)


class _Said(_Form):
    question: Question
    answer: Text


class _Turn(_Said):
    follow_up: bool | None = None


class _Named(_Form):
    id: Text | int
    round: Name


class _Single(_Named, _Turn): ...


class _Turns(_Named):
    turns: list[_Turn]


class _Threads(_Named):
    threads: list[list[_Said]]


def graded(made: Services, critic: Critic, line: Line) -> dict[str, Any]:
    """The record of one line; with an `error` where it can't be graded.

    Raises:
        OperatorError: nothing can be graded on this machine.
    """
    label: dict[str, Any] = {"line": line.number}
    try:
        data = parsed(line.content.decode())
        if isinstance(data, dict) and echoed(data.get("id")):
            label = {"id": data["id"]}
        return label | _record(made, critic, data)
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at its byte {error.start}; save the file as UTF-8"
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        reason = f"{field}: {first['msg'].lower()}; see 'interviewer critique --help'"
    except (BadInput, ProviderError) as error:
        reason = str(error)
    return label | {"error": f"line {line.number}: {reason}"}


def usable(answer: str) -> str:
    """An answer that can be graded.

    Raises:
        BadInput: it is empty or too long.
    """
    if not answer.strip():
        raise BadInput("the answer is empty; give the words that were said")
    return gradable(answer)


def _record(made: Services, critic: Critic, data: Any) -> dict[str, Any]:
    if isinstance(data, dict) and ("turns" in data or "threads" in data):
        round_, threads = _threads_of(data)
        return _talk_record(made, critic, made.setup(InterviewRequest(round=round_)).round, threads)
    item = _Single.model_validate(data)
    context = ExtractionContext(round=made.setup(InterviewRequest(round=item.round)).round)
    return assessment_record(
        critic.assess(Exchange(0, gradable(item.question, "question"), usable(item.answer)), context)
    )


def _threads_of(data: dict[str, Any]) -> tuple[str, Sequence[Sequence[_Said]]]:
    """The round, and the turns that are to be read together."""
    if "turns" in data and "threads" in data:
        raise BadInput("it has both turns and threads; give one of them")
    if "threads" in data:
        given = _Threads.model_validate(data)
        return given.round, given.threads
    talk = _Turns.model_validate(data)
    threads: list[list[_Said]] = []
    for number, turn in enumerate(talk.turns):
        if number and turn.follow_up is None:
            raise BadInput(
                f"turns.{number}: follow_up is missing; say true where the question follows up the answer before it, "
                "false where it opens a new subject, or give threads instead of turns"
            )
        if not number and turn.follow_up:
            raise BadInput("turns.0: follow_up is true, but there is no answer before it; say false or leave it out")
        if not turn.follow_up:
            threads.append([])
        threads[-1].append(turn)
    return talk.round, threads


def _talk_record(made: Services, critic: Critic, round_id: str, threads: Sequence[Sequence[_Said]]) -> dict[str, Any]:
    assessments = list(_assessed(critic, round_id, threads))
    judged = {number: (item.reading, item.grades) for number, item in enumerate(assessments)}
    found = conclusion(judged, made.pack.rubric.dimensions, spoke_to_grader(judged))
    return {
        "turns": [assessment_record(item) for item in assessments],
        "verdict": found.value,
        "verdict_neighbour": found.neighbour,
        "verdict_reason": found.reason,
    }


def _assessed(critic: Critic, round_id: str, threads: Sequence[Sequence[_Said]]) -> Iterator[Assessment]:
    """Each turn in its thread, in order; they are counted through all threads."""
    number = 0
    for thread in threads:
        before: list[tuple[Exchange, Reading]] = []
        for item in thread:
            exchange = Exchange(number, gradable(item.question, "question"), usable(item.answer))
            assessment = critic.assess(exchange, in_thread(round_id, before))
            before.append((exchange, assessment.reading))
            number += 1
            yield assessment
