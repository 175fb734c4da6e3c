"""Every line that the pack puts into an interviewer's mouth, held against the rules of conduct: no luck of the draw."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from evals.harness.context import EvalCase, EvalContext, Outcome, Values
from evals.harness.reading import Record, read_jsonl
from evals.tasks.lines import CHECKS, Spoken, faults, secrets_of
from evals.tasks.plain_speech import is_long, rare_words, subject_words
from interviewer.packs.schema import Pack, Question

_BLANK = re.compile(r"\{[a-z_]+\}")
_COUNTED = (*(name for name in CHECKS if name != "repetition"), "long_sentence", "rare_word")


class Part(Record):
    """Which part of the pack is read."""

    id: Literal["personas", "questions", "cases", "follow_ups", "loop"]


def cases(folder: Path) -> list[EvalCase]:
    found = read_jsonl(Part, folder / "script.jsonl")
    return [EvalCase(item.id, item.id, item.model_dump(mode="json")) for item in found]


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    pack = context.services.pack
    lines = list(_PARTS[case.id](pack))
    secrets, subject = secrets_of(pack), subject_words(pack)
    count: Counter[str] = Counter()
    wrong = []
    for line in lines:
        plain = _BLANK.sub("that", line)
        failed = faults(Spoken(plain, "", ("",), ()), secrets) | _unplain(plain, subject)
        count.update(failed)
        wrong += [f"{line}  << {', '.join(sorted(failed))}"] if failed else []
    values: Values = {"lines": float(len(lines))}
    return Outcome(values | {name: float(count[name]) for name in _COUNTED}, {"lines": "\n".join(wrong)})


def _unplain(line: str, subject: frozenset[str]) -> set[str]:
    found = {"long_sentence": is_long(line), "rare_word": bool(rare_words(line, subject))}
    return {name for name, failed in found.items() if failed}


def _personas(pack: Pack) -> Iterator[str]:
    for persona in pack.personas.values():
        for name in type(persona.lines).model_fields:
            yield from getattr(persona.lines, name)
        for lines in (*persona.replies.values(), *persona.probes.values()):
            yield from lines


def _follow_ups(pack: Pack) -> Iterator[str]:
    for follow_up in pack.follow_ups.values():
        yield from follow_up.lines


def _questions(pack: Pack) -> Iterator[str]:
    for bank in pack.questions.values():
        yield from _asked(bank)


def _cases(pack: Pack) -> Iterator[str]:
    for case in pack.cases.values():
        yield case.brief
        yield case.twist.text
        yield from (fact.answer for fact in case.facts)
        yield from _asked(case.steps)


def _asked(questions: tuple[Question, ...]) -> Iterator[str]:
    for question in questions:
        yield question.text
        yield from filter(None, (question.text_with_project, question.text_with_claim))
        for probes in question.probes.values():
            yield from probes


def _loop(pack: Pack) -> Iterator[str]:
    if pack.loop:
        yield from pack.loop.reconcile
        yield from pack.loop.asks.values()
        yield from _asked(pack.loop.questions)


_PARTS = {"personas": _personas, "questions": _questions, "cases": _cases, "follow_ups": _follow_ups, "loop": _loop}
