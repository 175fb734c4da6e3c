"""Reads an answer through a model: evidence with quotes, each found again in the answer or left to be dropped, and what
the answer makes of the evidence of its thread's earlier answers.

The model never sees what an answer says to a machine, and never says what level it is. What a small embedded
recogniser already knows (silence, not knowing, wanting to end) costs no call.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading, Reference, Span
from interviewer.domain.model_calls import ModelCall, Usage
from interviewer.engines.embedded.attributes import quantity_of
from interviewer.engines.llm import memory
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.payloads import blanked
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.llm.quotes import locate
from interviewer.engines.llm.schemas import MOST_EARLIER, FoundEvidence, FoundPiece
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.errors import ProviderError
from interviewer.rubric.dimension import LIKELY
from interviewer.rubric.registry import KINDS, ONLY_WHERE_ASKED
from interviewer.rubric.threads import counting

CERTAINTY = {"sure": 0.98, "likely": 0.8, "unsure": 0.4}  # a model's word, which nothing has measured
_RELIED, _NOT_MENTIONED = 0.95, 0.05  # what a model's word on earlier evidence is worth
_READ = frozenset({DialogueAct.ANSWERED, DialogueAct.RAMBLED, DialogueAct.SPOKE_TO_MACHINE, DialogueAct.OTHER_LANGUAGE})
_LATIN_WORD = 1.7  # characters of Chinese text to one word


class LlmExtractor:
    """Reads any language the model speaks. `own` is the embedded extractor, for what needs no model.

    Args:
        samples: how often each answer is read; the probability of evidence is then the share of readings that hold it.
        guarded: whether what speaks to a machine is masked; switched off only to measure what that is worth.
    """

    def __init__(self, chat: Chat, own: Extractor, fallback: Fallback, samples: int = 1, guarded: bool = True) -> None:
        self._chat = chat
        self._own = own
        self._fallback = fallback
        self._samples = samples
        self._guarded = guarded
        self._prompt = load_prompt("reader-links")
        self.id = f"{self._prompt.name};{chat.parameters}"

    def extract(self, exchange: Exchange, context: ExtractionContext) -> Reading:
        """The evidence that counts for `exchange`.

        Raises:
            ProviderError: the model failed, and going on with the embedded extractor was not agreed to.
        """
        first = self._own.extract(exchange, context)
        if first.act not in _READ:
            return first
        if self._fallback.gone:
            return self._failed(first, str(self._fallback.gone))
        try:
            return self._read(exchange, context, first)
        except ProviderError as error:
            return self._failed(first, self._fallback.take(error))

    def _failed(self, first: Reading, reason: str) -> Reading:
        return first.model_copy(
            update={"model_call": ModelCall(role="extractor", stamp=self._own.id, outcome="failed", reason=reason)}
        )

    def _read(self, exchange: Exchange, context: ExtractionContext, first: Reading) -> Reading:
        usage, repairs = Usage(), 0
        samples: list[FoundEvidence] = []
        for _ in range(self._samples):
            found, used, repaired = self._sample(exchange, context)
            usage, repairs = usage + used, repairs + repaired
            samples += [found] if found else []
        evidence = _merged([_pieces(item, exchange, self._guarded) for item in samples])
        model_call = ModelCall(
            role="extractor",
            stamp=self.id,
            usage=usage,
            outcome="used" if samples else "unscored",
            corrections=("repair",) * repairs,
            reason="" if samples else "the reply was not in the form asked for, also on the second try",
            samples=self._samples,
            agreement=_agreement(evidence) if len(samples) > 1 else None,
        )
        return self._reading(first, samples, evidence, context, exchange, model_call)

    def _sample(self, exchange: Exchange, context: ExtractionContext) -> tuple[FoundEvidence | None, Usage, int]:
        prompt = self._prompt.render(
            question=exchange.question,
            earlier=memory.talk([self._shown(item) for item in context.earlier]),
            told="\n".join(_listed(number, item) for number, item in enumerate(_numbered(context.told), 1)),
            answer=self._shown(exchange).answer,
            kinds=unnamed(self._prompt.system, context.targets),
        )
        reply = self._chat.value(prompt, FoundEvidence)
        if reply.value is not None:
            return reply.value, reply.usage, 0
        repair = load_prompt("reader-repair").render(problem=reply.problem[:500], reply=reply.text[:4_000])
        again = self._chat.value(repair, FoundEvidence)
        return again.value, reply.usage + again.usage, 1

    def _shown(self, exchange: Exchange) -> Exchange:
        return Exchange(exchange.turn, exchange.question, blanked(exchange.answer)) if self._guarded else exchange

    def _reading(
        self,
        first: Reading,
        samples: Sequence[FoundEvidence],
        own: tuple[Evidence, ...],
        context: ExtractionContext,
        exchange: Exchange,
        model_call: ModelCall,
    ) -> Reading:
        """The embedded extractor's word on what was done, in English; the model's in other languages."""
        foreign = first.act is DialogueAct.OTHER_LANGUAGE
        act = DialogueAct(samples[0].act) if foreign and samples else DialogueAct.ANSWERED if foreign else first.act
        share = max(1, len(samples))
        applies = {
            "metric_gap": sum(item.about_measures for item in samples) / share,
            "ownership": sum(item.about_ownership for item in samples) / share,
        }
        references = _references(context.told, samples)
        return Reading(
            extractor=self.id,
            act=act,
            language=first.language,
            evidence=counting(own, context.told, references),
            references=references,
            asked=first.asked,
            applicable=applies,
            words=max(first.words, int(len(exchange.answer) / _LATIN_WORD)) if foreign else first.words,
            model_call=model_call,
        )


def unnamed(system: str, targets: Collection[str]) -> dict[EvidenceKind, str]:
    """The kinds that the prompt does not name in its own words, with their definitions: those declared since.

    Those of a dimension that nothing volunteered counts for are left out where the question is not about it.
    """
    named = r"(?:^- |[.,] ){}[:,.]"
    return {
        name: kind.definition
        for name, kind in KINDS.items()
        if not re.search(named.format(name), system, re.MULTILINE)
        and (name not in ONLY_WHERE_ASKED or ONLY_WHERE_ASKED[name] in targets)
    }


def _pieces(found: FoundEvidence, exchange: Exchange, guarded: bool) -> tuple[Evidence, ...]:
    return tuple(_piece(item, exchange, guarded) for item in found.evidence)


def _piece(found: FoundPiece, exchange: Exchange, guarded: bool) -> Evidence:
    """The claim with the place of its quote; one that stands nowhere keeps its words, and verification drops it."""
    span = _span(found.quote, exchange, guarded)
    explicit = found.quantity is Quantity.EXPLICIT and quantity_of(span.text) is not Quantity.EXPLICIT
    return Evidence(
        kind=found.kind,
        span=span,
        actor=found.actor,
        stance=found.stance,
        quantity=Quantity.VAGUE if explicit else found.quantity,
        about=found.about,
        probability=CERTAINTY[found.certainty],
    )


def _span(quote: str, exchange: Exchange, guarded: bool) -> Span:
    place = locate(quote, blanked(exchange.answer) if guarded else exchange.answer)
    if place is None:
        return Span(turn=exchange.turn, start=0, end=len(quote), text=quote)
    start, end = place
    return Span(turn=exchange.turn, start=start, end=end, text=exchange.answer[start:end])


def _numbered(told: Sequence[Evidence]) -> list[Evidence]:
    """The earlier evidence that is shown, in the order of its numbers: what is likely, the newest where it is much."""
    return [item for item in told if item.probability >= LIKELY][-MOST_EARLIER:]


def _listed(number: int, item: Evidence) -> str:
    return f'{number}. {item.kind}: "{item.span.text}"'


def _references(told: Sequence[Evidence], samples: Sequence[FoundEvidence]) -> tuple[Reference, ...]:
    """What the answer makes of earlier evidence, as the share of the samples that say so."""
    share = 1.0 / max(1, len(samples))
    shown = {id(item): number for number, item in enumerate(_numbered(told), 1)}
    said = [{piece.number: piece.use for piece in sample.earlier} for sample in samples]
    found = []
    for item in told:
        uses = [sample.get(shown.get(id(item), 0)) for sample in said]
        relied = sum(_RELIED if use == "relied_on" else _NOT_MENTIONED for use in uses) * share
        withdrawn = sum(_RELIED for use in uses if use == "withdrawn") * share
        found.append(Reference(kind=item.kind, span=item.span, relied=round(relied, 4), withdrawn=round(withdrawn, 4)))
    return tuple(found)


def _merged(samples: Sequence[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    """The evidence of all samples; one found by several counts once, as sure as the share of samples that hold it."""
    if len(samples) < 2:
        return samples[0] if samples else ()
    groups: dict[EvidenceKind, list[list[tuple[int, Evidence]]]] = defaultdict(list)
    for number, evidence in enumerate(samples):
        for item in evidence:
            group = next((group for group in groups[item.kind] if group[0][1].span.overlaps(item.span)), None)
            if group is None:
                groups[item.kind].append([(number, item)])
            else:
                group.append((number, item))
    merged = []
    for group in (group for kind in groups.values() for group in kind):
        share = len({number for number, _ in group}) / len(samples)
        merged.append(group[0][1].model_copy(update={"probability": min(share, CERTAINTY["sure"])}))
    return tuple(merged)


def _agreement(evidence: Sequence[Evidence]) -> float:
    shares = [min(1.0, item.probability / CERTAINTY["sure"]) for item in evidence]
    return round(sum(shares) / len(shares), 3) if shares else 1.0
