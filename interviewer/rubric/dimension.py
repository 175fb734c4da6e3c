"""What a dimension is: the one type that each dimension's file in this package fills in.

A file here that defines `DIMENSION` is a dimension; `registry` finds it, and a pack's rubric.toml refers to it by its
rule. The words (names, anchors, advice, hints, over-claim) are the pack's; here stands what follows from evidence.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from interviewer.domain.charts import State
from interviewer.domain.evidence import Actor, Evidence, EvidenceKind, Reading, Span

LIKELY = 0.5  # evidence at least this probable is shown as there
HINTED = 0.3  # evidence at least this probable is worth asking for the rest of it


@dataclass(frozen=True)
class Kind:
    """What one kind of evidence is.

    Attributes:
        definition: one line, for the people who label and for the model that reads.
        own_doing: it says more where the candidate acts than where others do.
        stands_denied: a "not" belongs to what it says, so that its clause counts as told, not as denied.
        taken_up: an interviewer may quote it on the way to the next question.
        kept: a long answer's rewrite keeps the sentence that holds it.
    """

    definition: str
    own_doing: bool = False
    stands_denied: bool = False
    taken_up: bool = True
    kept: bool = True


@dataclass(frozen=True)
class Mark:
    """One step of a chart as the evidence has it; its name is the pack's."""

    link: str
    state: State
    quote: Span | None = None


@dataclass(frozen=True)
class Chart:
    """How a dimension is drawn: as a chain of steps; as a ladder with marks beside it where it has `rungs`.

    Attributes:
        steps: from a reading and its level to the steps, in the order in which they are drawn.
        names: what a step is called where that is not the label of the pack's link.
        stands_for: the step to mark as broken where the link that is pressed is there itself.
        rungs: for each level the kinds whose words put an answer on that rung.
    """

    steps: Callable[[Reading, int], tuple[Mark, ...]]
    names: Mapping[str, str] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)
    rungs: Mapping[int, tuple[EvidenceKind, ...]] = field(default_factory=dict)


def of_kind(*kinds: EvidenceKind) -> Callable[[Evidence], bool]:
    """Whether evidence is of one of these kinds."""
    return lambda item: item.kind in kinds


def nothing(_reading: Reading) -> list[Evidence]:
    """For a dimension that no words over-claim."""
    return []


def nothing_open(_told: Reading) -> tuple[str, ...]:
    """For a dimension of which nothing is told by halves."""
    return ()


@dataclass(frozen=True)
class RubricDimension:
    """One dimension, as code. A changed level rule gets a new name, because old results keep theirs; where packs still
    name the old one, that stays in a file of its own.

    Attributes:
        rule: the dimension's id and its rule's version, as a pack's rubric.toml names it: `metric_gap@2`.
        levels: from a reading to the distribution over levels 0 to 4.
        broken: from a reading and its level to the links that keep it from 4, in the order in which they are pressed.
        shown_by: for a link, the evidence of which any one piece shows that it is not missing; a link that is not in it
            is stated as the level rule has it.
        taken_for: for a link, the kind whose words are easily taken for it: no sign of the link where they are surer.
        evidence: the kinds that may be quoted for it, the most telling first.
        asides: of these kinds, those whose words show no strength: a price that was paid, a task that was given.
        kinds: the kinds that this dimension declares; another file may use them, and imports them from here.
        volunteered_by: the kinds with which it is graded though the question was for something else; all of `evidence`
            where None, and never where empty.
        fewest_words: it does not apply to an answer shorter than this.
        overclaims: the evidence whose words claim more than the reading shows.
        borne_out_by: evidence of these kinds, anywhere in the thread, bears such words out.
        half_told: from all that stands of a thread to the links that ask for the rest of what was told in part.
        leads_to: for a link, the kinds whose words an interviewer takes up on the way to it, the best first.
        rewrite_place: where its blank stands in a rewritten answer, the lowest first; None where it leaves none.
        chart: how it is drawn; None where it is not.
    """

    rule: str
    levels: Callable[[Reading], tuple[float, ...]]
    broken: Callable[[Reading, int], tuple[str, ...]]
    evidence: tuple[EvidenceKind, ...]
    kinds: Mapping[EvidenceKind, Kind]
    asides: tuple[EvidenceKind, ...] = ()
    shown_by: Mapping[str, Callable[[Evidence], bool]] = field(default_factory=dict)
    taken_for: Mapping[str, EvidenceKind] = field(default_factory=dict)
    volunteered_by: tuple[EvidenceKind, ...] | None = None
    fewest_words: int = 0
    overclaims: Callable[[Reading], list[Evidence]] = nothing
    borne_out_by: tuple[EvidenceKind, ...] = ()
    half_told: Callable[[Reading], tuple[str, ...]] = nothing_open
    leads_to: Mapping[str, tuple[EvidenceKind, ...]] = field(default_factory=dict)
    rewrite_place: int | None = None
    chart: Chart | None = None

    @property
    def id(self) -> str:
        return self.rule.partition("@")[0]


def likely(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Those that are more likely there than not."""
    return [item for item in evidence if item.probability >= LIKELY]


def outshone(item: Evidence, others: Iterable[Evidence]) -> bool:
    """Whether the same words are likely one of the others, and no less surely."""
    return any(
        other.span.overlaps(item.span) and other.probability >= max(LIKELY, item.probability) for other in others
    )


def best(found: Iterable[Evidence]) -> Span | None:
    """The surest words."""
    surest = max(found, key=lambda item: item.probability, default=None)
    return surest.span if surest else None


def own_best(found: Iterable[Evidence]) -> Span | None:
    """The surest words, those on what the candidate did before those on what others did."""
    surest = max(found, key=lambda item: (item.actor is Actor.CANDIDATE, item.probability), default=None)
    return surest.span if surest else None
