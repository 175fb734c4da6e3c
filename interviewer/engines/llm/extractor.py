"""Reads an answer through a model: evidence with quotes, each found again in the answer or left to be dropped.

The model never sees what an answer says to a machine, and never says what level it is. What a small embedded
recogniser already knows (silence, not knowing, wanting to end) costs no call.
"""

from collections import defaultdict
from collections.abc import Sequence

from interviewer.domain.dialogue_acts import Act
from interviewer.domain.evidence import Link, LinkKind, Quantity, Reading, Span
from interviewer.domain.model_calls import Usage, Work
from interviewer.engines.embedded.attributes import quantity_of
from interviewer.engines.llm import memory
from interviewer.engines.llm.client import Chat
from interviewer.engines.llm.fallback import Fallback
from interviewer.engines.llm.payloads import blanked
from interviewer.engines.llm.prompts import load_prompt
from interviewer.engines.llm.quotes import locate
from interviewer.engines.llm.schemas import FoundLink, FoundLinks
from interviewer.engines.protocols import ReadContext, Reader, Said
from interviewer.errors import ProviderError

CLAIMED = 0.9  # a model's own claims carry no measured probability; several samples replace it by their share
_READ = frozenset({Act.ANSWERED, Act.RAMBLED, Act.SPOKE_TO_MACHINE, Act.OTHER_LANGUAGE})
_LATIN_WORD = 1.7  # characters of Chinese text to one word


class LlmReader:
    """Reads any language the model speaks. `own` is the embedded reader, for what needs no model.

    Args:
        samples: how often each answer is read; a link's probability is then the share of readings that hold it.
        guarded: whether what speaks to a machine is masked; switched off only to measure what that is worth.
    """

    def __init__(self, chat: Chat, own: Reader, fallback: Fallback, samples: int = 1, guarded: bool = True) -> None:
        self._chat = chat
        self._own = own
        self._fallback = fallback
        self._samples = samples
        self._guarded = guarded
        self._prompt = load_prompt("reader-links")
        self.id = f"{self._prompt.name};{chat.parameters}"

    def read(self, said: Said, context: ReadContext) -> Reading:
        """The links of `said` and of the thread's earlier answers.

        Raises:
            ProviderError: the model failed, and going on with the embedded reader was not agreed to.
        """
        first = self._own.read(said, context)
        if first.act not in _READ:
            return first
        if self._fallback.gone:
            return self._failed(first, str(self._fallback.gone))
        try:
            return self._read(said, context, first)
        except ProviderError as error:
            return self._failed(first, self._fallback.take(error))

    def _failed(self, first: Reading, reason: str) -> Reading:
        return first.model_copy(
            update={"work": Work(role="reader", stamp=self._own.id, outcome="failed", reason=reason)}
        )

    def _read(self, said: Said, context: ReadContext, first: Reading) -> Reading:
        usage, repairs = Usage(), 0
        samples: list[FoundLinks] = []
        for _ in range(self._samples):
            found, used, repaired = self._sample(said, context)
            usage, repairs = usage + used, repairs + repaired
            samples += [found] if found else []
        thread = (*context.earlier, said)
        links = _merged([_links(item, thread, self._guarded) for item in samples])
        work = Work(
            role="reader",
            stamp=self.id,
            usage=usage,
            outcome="used" if samples else "unscored",
            corrections=("repair",) * repairs,
            reason="" if samples else "the reply was not in the form asked for, also on the second try",
            samples=self._samples,
            agreement=_agreement(links) if len(samples) > 1 else None,
        )
        return self._reading(first, samples, links, context, said, work)

    def _sample(self, said: Said, context: ReadContext) -> tuple[FoundLinks | None, Usage, int]:
        prompt = self._prompt.render(
            question=said.question,
            earlier=memory.talk([self._shown(item) for item in context.earlier]),
            answer=self._shown(said).answer,
        )
        reply = self._chat.value(prompt, FoundLinks)
        if reply.value is not None:
            return reply.value, reply.usage, 0
        repair = load_prompt("reader-repair").render(problem=reply.problem[:500], reply=reply.text[:4_000])
        again = self._chat.value(repair, FoundLinks)
        return again.value, reply.usage + again.usage, 1

    def _shown(self, said: Said) -> Said:
        return Said(said.turn, said.question, blanked(said.answer)) if self._guarded else said

    def _reading(
        self,
        first: Reading,
        samples: Sequence[FoundLinks],
        links: tuple[Link, ...],
        context: ReadContext,
        said: Said,
        work: Work,
    ) -> Reading:
        """The embedded reader's word on what was done, in English; the model's in other languages."""
        foreign = first.act is Act.OTHER_LANGUAGE
        act = Act(samples[0].act) if foreign and samples else Act.ANSWERED if foreign else first.act
        share = max(1, len(samples))
        applies = {
            "metric_gap": sum(item.about_measures for item in samples) / share,
            "ownership": sum(item.about_ownership for item in samples) / share,
        }
        return Reading(
            reader=self.id,
            act=act,
            language=first.language,
            links=links,
            applicable={name: 1.0 if name in context.targets else value for name, value in applies.items()},
            words=max(first.words, int(len(said.answer) / _LATIN_WORD)) if foreign else first.words,
            work=work,
        )


def _links(found: FoundLinks, thread: Sequence[Said], guarded: bool) -> tuple[Link, ...]:
    return tuple(_link(item, thread, guarded) for item in found.links if item.quote.strip())


def _link(found: FoundLink, thread: Sequence[Said], guarded: bool) -> Link:
    """The claim with the place of its quote; one that stands nowhere keeps its words, and verification drops it."""
    span = _span(found.quote, thread, guarded)
    explicit = found.quantity is Quantity.EXPLICIT and quantity_of(span.text) is not Quantity.EXPLICIT
    return Link(
        kind=found.kind,
        span=span,
        actor=found.actor,
        stance=found.stance,
        quantity=Quantity.VAGUE if explicit else found.quantity,
        about=found.about,
        probability=CLAIMED,
    )


def _span(quote: str, thread: Sequence[Said], guarded: bool) -> Span:
    for said in reversed(thread):
        place = locate(quote, blanked(said.answer) if guarded else said.answer)
        if place:
            start, end = place
            return Span(turn=said.turn, start=start, end=end, text=said.answer[start:end])
    return Span(turn=thread[-1].turn, start=0, end=len(quote), text=quote)


def _merged(samples: Sequence[tuple[Link, ...]]) -> tuple[Link, ...]:
    """The links of all samples; one found by several counts once, as sure as the share of samples that hold it."""
    if len(samples) < 2:
        return samples[0] if samples else ()
    groups: dict[LinkKind, list[list[tuple[int, Link]]]] = defaultdict(list)
    for number, links in enumerate(samples):
        for link in links:
            group = next((group for group in groups[link.kind] if _overlap(group[0][1].span, link.span)), None)
            if group is None:
                groups[link.kind].append([(number, link)])
            else:
                group.append((number, link))
    merged = []
    for group in (group for kind in groups.values() for group in kind):
        share = len({number for number, _ in group}) / len(samples)
        merged.append(group[0][1].model_copy(update={"probability": min(share, CLAIMED)}))
    return tuple(merged)


def _overlap(one: Span, other: Span) -> bool:
    return one.turn == other.turn and one.start < other.end and other.start < one.end


def _agreement(links: Sequence[Link]) -> float:
    shares = [min(1.0, link.probability / CLAIMED) for link in links]
    return round(sum(shares) / len(shares), 3) if shares else 1.0
