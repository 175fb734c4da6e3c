"""`interviewer critique`: one answer for a person to read, or many as JSONL."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from interviewer.app import Services
from interviewer.assessment.critic import Critic
from interviewer.cli.console import progress_bar, read_lines, read_text, results, services
from interviewer.cli.jsonl import echoed, parsed, printed
from interviewer.cli.selection import consent
from interviewer.cli.transcript import print_assessment
from interviewer.domain.assessment import Assessment
from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Reading
from interviewer.domain.sanitizing import LONGEST_ANSWER, gradable
from interviewer.domain.setup import EngineRequest
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.engines.threads import in_thread
from interviewer.errors import BadInput, ProviderError
from interviewer.interview.request import InterviewRequest
from interviewer.report.record import assessment_record
from interviewer.rubric.verdict import trend, verdict


def _whole(text: str) -> str:
    if not echoed(text):
        raise ValueError("it holds an unpaired surrogate; remove it")
    return text


Text = Annotated[str, AfterValidator(_whole)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_whole)]
Question = Annotated[str, StringConstraints(max_length=LONGEST_ANSWER), AfterValidator(_whole)]


class _Item(BaseModel):
    """One question and answer of a bulk line."""

    model_config = ConfigDict(strict=True)
    question: Question
    answer: Text
    follow_up: bool | None = None


class _Line(_Item):
    id: Text | int
    round: Name


class _Thread(BaseModel):
    model_config = ConfigDict(strict=True)
    id: Text | int
    round: Name
    turns: list[_Item]


def run_single(
    question: str, round_id: str, text_file: str, unit: str | None, players: EngineRequest, fallback: bool
) -> None:
    """Grade one answer and print the critique."""
    if not question.strip():
        raise BadInput("--question is missing; give the question that was asked")
    if not echoed(question):
        raise BadInput("--question holds bytes that are no text; give it in UTF-8")
    answer = _usable(read_text(text_file).strip())
    with services() as made:
        setup = made.setup(InterviewRequest(round=round_id, unit=unit, engine=players))
        context = ExtractionContext(round=setup.round)
        assessment = _critic(made, players, fallback).assess(
            Exchange(0, gradable(question, "question"), answer), context, unit
        )
        print_assessment(results(), assessment, made.pack)


def _critic(made: Services, players: EngineRequest, fallback: bool) -> Critic:
    """The critic that was asked for, once it is said where the words go."""
    selection = made.select_engines(players.model_copy(update={"voice": "embedded"}))
    consent(made, selection, typed=False)
    return made.critic_for(selection, Fallback(fallback))


def run_bulk(file: str, players: EngineRequest, fallback: bool) -> int:
    """Grade every line and print one JSON line each, in order; 1 if any line could not be graded."""
    lines = [(number, line) for number, line in enumerate(read_lines(file), 1) if line.strip()]
    failed = False
    with services() as made, progress_bar("grading") as step:
        critic = _critic(made, players, fallback)
        for done, (number, line) in enumerate(lines, start=1):
            record = _graded(made, critic, number, line)
            failed |= "error" in record
            printed(record)
            step(done, len(lines))
    return 1 if failed else 0


def _graded(made: Services, critic: Critic, number: int, line: bytes) -> dict[str, Any]:
    """The record of one line; whatever stands in it, the lines after it are graded all the same."""
    label: dict[str, Any] = {"line": number}
    try:
        data = parsed(line.decode())
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
    return label | {"error": f"line {number}: {reason}"}


def _record(made: Services, critic: Critic, data: Any) -> dict[str, Any]:
    if isinstance(data, dict) and "turns" in data:
        return _thread_record(made, critic, _Thread.model_validate(data))
    item = _Line.model_validate(data)
    context = ExtractionContext(round=made.setup(InterviewRequest(round=item.round)).round)
    return assessment_record(
        critic.assess(Exchange(0, gradable(item.question, "question"), _usable(item.answer)), context)
    )


def _thread_record(made: Services, critic: Critic, thread: _Thread) -> dict[str, Any]:
    round_id = made.setup(InterviewRequest(round=thread.round)).round
    assessments = list(_assess_turns(critic, round_id, thread.turns))
    trends = []
    for dimension in made.pack.rubric.dimensions:
        levels = {
            number: grade.level
            for number, item in enumerate(assessments)
            if (grade := item.grade(dimension.id)) and grade.level is not None
        }
        if levels:
            trends.append(trend(dimension.id, dimension.headline, levels))
    spoke = any(item.reading.act is DialogueAct.SPOKE_TO_MACHINE for item in assessments)
    found = verdict(trends, spoke)
    return {
        "turns": [assessment_record(item) for item in assessments],
        "verdict": found.value,
        "verdict_reason": found.reason,
    }


def _assess_turns(critic: Critic, round_id: str, turns: Sequence[_Item]) -> Iterator[Assessment]:
    """Assess in order; a follow-up is read together with the thread it belongs to."""
    before: list[tuple[Exchange, Reading]] = []
    for number, item in enumerate(turns):
        if not (is_follow_up(item.question) if item.follow_up is None else item.follow_up):
            before = []
        exchange = Exchange(number, gradable(item.question, "question"), _usable(item.answer))
        assessment = critic.assess(exchange, in_thread(round_id, before))
        before.append((exchange, assessment.reading))
        yield assessment


_REFERS_BACK = re.compile(
    r"(?i)^(?:and|so|but|then|why|how so|you (?:said|say|mentioned|told))\b|\byou (?:just )?(?:said|mentioned|told)\b|"
    r"\b(?:that|it|this|those|them|there)\b[^.]*\?$|[\"“']"
)
_OPENS = re.compile(
    r"(?i)\b(?:tell me about|walk me through|describe|give me (?:an|one) example|let's (?:talk|turn)|another)\b"
)
_LONGEST_PROBE = 30  # words


def is_follow_up(question: str) -> bool:
    """Whether a question leans on the answer before it, by its form: short, with a word that points back."""
    short = len(question.split()) <= _LONGEST_PROBE
    return short and bool(_REFERS_BACK.search(question.strip())) and not _OPENS.search(question)


def _usable(answer: str) -> str:
    if not answer.strip():
        raise BadInput("the answer is empty; give the words that were said")
    return gradable(answer)
