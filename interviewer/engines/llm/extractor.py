"""Reads an answer through a model: evidence with quotes, each found again in the answer or left to be dropped.

The model never sees what an answer says to a machine, and never says what level it is. What a small embedded
recogniser already knows (silence, not knowing, wanting to end) costs no call.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from interviewer.domain.dialogue_acts import DialogueAct
from interviewer.domain.evidence import Evidence, EvidenceKind, Quantity, Reading, Span
from interviewer.domain.model_calls import ModelCall, Usage
from interviewer.engines.embedded.attributes import quantity_of
from interviewer.engines.llm import memory
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.payloads import blanked
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.llm.quotes import locate
from interviewer.engines.llm.schemas import FoundLink, FoundLinks
from interviewer.engines.protocols import Exchange, ExtractionContext, Extractor
from interviewer.errors import ProviderError
from interviewer.rubric.registry import KINDS

CLAIMED = 0.9  # a model's own claims carry no measured probability; several samples replace it by their share
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
        """The evidence of `exchange` and of the thread's earlier answers.

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
        samples: list[FoundLinks] = []
        for _ in range(self._samples):
            found, used, repaired = self._sample(exchange, context)
            usage, repairs = usage + used, repairs + repaired
            samples += [found] if found else []
        thread = (*context.earlier, exchange)
        evidence = _merged([_links(item, thread, self._guarded) for item in samples])
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

    def _sample(self, exchange: Exchange, context: ExtractionContext) -> tuple[FoundLinks | None, Usage, int]:
        prompt = self._prompt.render(
            question=exchange.question,
            earlier=memory.talk([self._shown(item) for item in context.earlier]),
            answer=self._shown(exchange).answer,
            kinds=unnamed(self._prompt.system),
        )
        reply = self._chat.value(prompt, FoundLinks)
        if reply.value is not None:
            return reply.value, reply.usage, 0
        repair = load_prompt("reader-repair").render(problem=reply.problem[:500], reply=reply.text[:4_000])
        again = self._chat.value(repair, FoundLinks)
        return again.value, reply.usage + again.usage, 1

    def _shown(self, exchange: Exchange) -> Exchange:
        return Exchange(exchange.turn, exchange.question, blanked(exchange.answer)) if self._guarded else exchange

    def _reading(
        self,
        first: Reading,
        samples: Sequence[FoundLinks],
        evidence: tuple[Evidence, ...],
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
        return Reading(
            extractor=self.id,
            act=act,
            language=first.language,
            evidence=evidence,
            applicable={name: 1.0 if name in context.targets else value for name, value in applies.items()},
            words=max(first.words, int(len(exchange.answer) / _LATIN_WORD)) if foreign else first.words,
            model_call=model_call,
        )


def unnamed(system: str) -> dict[EvidenceKind, str]:
    """The kinds that the prompt does not name in its own words, with their definitions: those declared since."""
    named = r"(?:^- |[.,] ){}[:,.]"
    return {
        name: kind.definition for name, kind in KINDS.items() if not re.search(named.format(name), system, re.MULTILINE)
    }


def _links(found: FoundLinks, thread: Sequence[Exchange], guarded: bool) -> tuple[Evidence, ...]:
    return tuple(_link(item, thread, guarded) for item in found.links if item.quote.strip())


def _link(found: FoundLink, thread: Sequence[Exchange], guarded: bool) -> Evidence:
    """The claim with the place of its quote; one that stands nowhere keeps its words, and verification drops it."""
    span = _span(found.quote, thread, guarded)
    explicit = found.quantity is Quantity.EXPLICIT and quantity_of(span.text) is not Quantity.EXPLICIT
    return Evidence(
        kind=found.kind,
        span=span,
        actor=found.actor,
        stance=found.stance,
        quantity=Quantity.VAGUE if explicit else found.quantity,
        about=found.about,
        probability=CLAIMED,
    )


def _span(quote: str, thread: Sequence[Exchange], guarded: bool) -> Span:
    for exchange in reversed(thread):
        place = locate(quote, blanked(exchange.answer) if guarded else exchange.answer)
        if place:
            start, end = place
            return Span(turn=exchange.turn, start=start, end=end, text=exchange.answer[start:end])
    return Span(turn=thread[-1].turn, start=0, end=len(quote), text=quote)


def _merged(samples: Sequence[tuple[Evidence, ...]]) -> tuple[Evidence, ...]:
    """The evidence of all samples; one found by several counts once, as sure as the share of samples that hold it."""
    if len(samples) < 2:
        return samples[0] if samples else ()
    groups: dict[EvidenceKind, list[list[tuple[int, Evidence]]]] = defaultdict(list)
    for number, evidence in enumerate(samples):
        for item in evidence:
            group = next((group for group in groups[item.kind] if _overlap(group[0][1].span, item.span)), None)
            if group is None:
                groups[item.kind].append([(number, item)])
            else:
                group.append((number, item))
    merged = []
    for group in (group for kind in groups.values() for group in kind):
        share = len({number for number, _ in group}) / len(samples)
        merged.append(group[0][1].model_copy(update={"probability": min(share, CLAIMED)}))
    return tuple(merged)


def _overlap(one: Span, other: Span) -> bool:
    return one.turn == other.turn and one.start < other.end and other.start < one.end


def _agreement(evidence: Sequence[Evidence]) -> float:
    shares = [min(1.0, item.probability / CLAIMED) for item in evidence]
    return round(sum(shares) / len(shares), 3) if shares else 1.0
