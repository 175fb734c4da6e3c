"""What the pack and the prompts say, held against what their fields claim: no interview has to draw it.

Each part of the content is one case with counts of what is wrong; the texts in question are shown.
Knows no text by name.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from evals.harness.context import EvalCase, EvalContext, Outcome, Values
from evals.harness.digests import TREE
from evals.harness.reading import Record, read_jsonl
from evals.tasks import content_links as links
from evals.tasks import content_pack as texts
from evals.tasks import content_prompts as prompts
from evals.tasks.asks import wrong_asks
from evals.tasks.retrieval import Query
from interviewer.assessment.critic import Critic
from interviewer.engines.protocols import Exchange, ExtractionContext
from interviewer.packs.schema import Pack, Question
from interviewer.retrieval.embedder import Embedder

_HEADLINE = ("metric_gap", "ownership")
_GOOD = 3
Wrong = dict[str, list[str]]


class Content(Record):
    """A part of the content, with texts to hold it against: a ladder's rungs, a prompt's rules, threats.

    Attributes:
        of: the dimension of a ladder, or the prompt.
    """

    id: str
    part: Literal["links", "people", "examples", "facts", "ladder", "prompt"]
    of: str = ""
    texts: tuple[str, ...] = ()


def cases(folder: Path) -> list[EvalCase]:
    asked: dict[str, list[str]] = {}
    for query in read_jsonl(Query, folder / "retrieval.jsonl"):
        for name in query.relevant:
            asked.setdefault(name, []).append(query.query)
    found = []
    for item in read_jsonl(Content, folder / "content.jsonl"):
        data = item.model_dump(mode="json")
        found.append(EvalCase(item.id, item.id, data | ({"asked": asked} if item.part == "links" else {})))
    return found


def judge(case: EvalCase, context: EvalContext) -> Outcome:
    values, wrong = _PARTS[case.data["part"]](case, context)
    values |= {name: float(len(items)) for name, items in wrong.items()}
    return Outcome(values, {name: "\n".join(items) for name, items in wrong.items() if items})


def _links(case: EvalCase, context: EvalContext) -> tuple[Values, Wrong]:
    pack, embedder = _parts(context)
    probes = links.probes_of(pack)
    home, swapped = links.at_home(probes, embedder)
    guide = _guide(case, pack, probes, embedder)
    return {"probe.home": float(home), "probes": float(len(probes))}, guide | {
        "probe.form": links.malformed(probes),
        "probe.cover": links.uncovered(pack),
        "probe.swapped": swapped,
        "advice.swapped": links.misadvised(pack, probes, embedder),
        "advice.wrong": list(links.badly_advised(pack)),
    }


def _guide(case: EvalCase, pack: Pack, probes: list[links.Probe], embedder: Embedder) -> Wrong:
    excerpts = tuple(pack.excerpts.values())
    reader = links.link_reader(pack, probes, embedder)
    return {
        "excerpt.length": links.out_of_length(excerpts),
        "excerpt.links": links.off_their_links(excerpts, reader, embedder),
        "excerpt.questions": links.off_their_questions(excerpts, case.data["asked"], embedder),
        "excerpt.wrong": [f"{e.id}: {kind}: {said}" for e in excerpts for kind, said in wrong_asks(e.body)],
        "unit": texts.off_their_unit(pack, embedder),
        "term": texts.off_their_kind(pack, embedder),
    }


def _people(case: EvalCase, context: EvalContext) -> tuple[Values, Wrong]:
    pack, embedder = _parts(context)
    return {}, {
        "line.form": texts.out_of_form(pack),
        "line.coaching": texts.coaching(pack, embedder),
        "line.threat": texts.threatening(pack, case.data["texts"], embedder),
        "line.wrong": [", ".join((w, f, k)) for w, f, text in texts.spoken_lines(pack) for k, _ in wrong_asks(text)],
    }


def _examples(_case: EvalCase, context: EvalContext) -> tuple[Values, Wrong]:
    """The made-up answers, graded as any candidate's: shown as top level, they must not be weak on what counts."""
    pack = context.services.pack
    asked = [(item, round_id) for round_id, bank in pack.questions.items() for item in bank if item.example]
    weak = [said for item, round_id in asked for said in _weak(item, round_id, context.critic)]
    return {"examples": float(len(asked))}, {"example.weak": weak, "example.length": texts.without_length(pack)}


def _weak(question: Question, round_id: str, critic: Critic) -> list[str]:
    answer = question.example.answer if question.example else ""
    read = ExtractionContext(round=round_id, targets=question.dimensions)
    assessment = critic.assess(Exchange(0, question.text, answer), read)
    due = [name for name in question.dimensions if name in _HEADLINE]
    levels = {name: grade.guess if (grade := assessment.grade(name)) else None for name in due}
    return [f"{question.id}: {name} {level}" for name, level in levels.items() if level is None or level < _GOOD]


def _facts(_case: EvalCase, context: EvalContext) -> tuple[Values, Wrong]:
    pack, embedder = _parts(context)
    told = [texts.figures(case) for case in pack.cases.values()]
    return {"figure.told": float(sum(known for known, _ in told)), "figures": float(sum(of for _, of in told))}, {
        "fact.swapped": [said for case in pack.cases.values() for said in texts.swapped_facts(case, embedder)],
        "truth.unreached": [said for case in pack.cases.values() for said in texts.unreached(case, embedder)],
    }


def _ladder(case: EvalCase, context: EvalContext) -> tuple[Values, Wrong]:
    pack, embedder = _parts(context)
    dimension = pack.rubric.dimension(case.data["of"])
    return {}, {"level.order": texts.out_of_order(dimension, case.data["texts"], embedder)}


def _prompt(case: EvalCase, context: EvalContext) -> tuple[Values, Wrong]:
    text = (TREE / "prompts" / f"{case.data['of']}.md").read_text(encoding="utf-8")
    missing = prompts.missing_rules(text, case.data["texts"], context.services.resources.embedder)
    return {}, {"rule.missing": missing, "rule.wrong": list(prompts.wrong_rules(text))}


def _parts(context: EvalContext) -> tuple[Pack, Embedder]:
    return context.services.pack, context.services.resources.embedder


_PARTS: dict[str, Callable[[EvalCase, EvalContext], tuple[Values, Wrong]]] = {
    "links": _links,
    "people": _people,
    "examples": _examples,
    "facts": _facts,
    "ladder": _ladder,
    "prompt": _prompt,
}
