"""`interviewer critique` of one answer, for a person to read."""

from interviewer.app import Services
from interviewer.assessment.critic import Critic
from interviewer.cli.bulk_lines import usable
from interviewer.cli.console import read_text, results, services
from interviewer.cli.jsonl import echoed
from interviewer.cli.selection import consent
from interviewer.cli.transcript import print_assessment
from interviewer.domain.sanitizing import gradable
from interviewer.domain.setup import EngineRequest, EngineSelection
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest


def run_single(
    question: str, round_id: str, text_file: str, unit: str | None, players: EngineRequest, fallback: bool
) -> None:
    """Grade one answer and print the critique."""
    if not question.strip():
        raise BadInput("--question is missing; give the question that was asked")
    if not echoed(question):
        raise BadInput("--question holds bytes that are no text; give it in UTF-8")
    answer = usable(read_text(text_file).strip())
    with services() as made:
        setup = made.setup(InterviewRequest(round=round_id, unit=unit, engine=players))
        context = ExtractionContext(round=setup.round)
        assessment = chosen_critic(made, players, fallback)[1].assess(
            Exchange(0, gradable(question, "question"), answer), context, unit
        )
        print_assessment(results(), assessment, made.pack)


def chosen_critic(made: Services, players: EngineRequest, fallback: bool) -> tuple[EngineSelection, Critic]:
    """Who plays and the critic that was asked for, once it is said where the words go."""
    selection = made.select_engines(players.model_copy(update={"voice": "embedded"}))
    consent(made, selection, typed=False)
    return selection, made.critic_for(selection, Fallback(fallback))
