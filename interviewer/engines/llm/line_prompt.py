"""Puts together what a voice's model is sent: what it may draw on, and the moves it may choose among."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from interviewer.domain.moves import Action, Move, TakeUp
from interviewer.engines.llm import memory
from interviewer.engines.llm.prompts import Prompt, Rendered
from interviewer.engines.protocols import Exchange, Offer, Voice, VoiceContext
from interviewer.packs.schema import Pack

_CALLED = {
    "ask": "ask",
    "press": "press",
    "deepen": "go deeper",
    "restate": "say again",
    "reconcile": "hold against each other",
    "floor": "hand back",
    "close": "close",
}
_SAY_AGAIN = {
    "header": "the first line was no JSON object with the id of an offered move",
    "figures": "it named a figure that nobody gave",
    "names": "it named somebody or something that nobody named",
    "quotation": "it put words in quotation marks that nobody said so",
    "one_question": "it did not ask for exactly one thing",
    "no_coaching": "it judged, praised, hinted or advised",
    "judged": "it judged, hinted, or stated what nobody had said",
    "no_repetition": "it repeated a sentence that was said before",
    "short_quotes": "it quoted more than one thought of the candidate's",
}


def line_prompt(
    prompt: Prompt,
    pack: Pack,
    speaker: str,
    context: VoiceContext,
    moves: str,
    told: str,
    harmless: Callable[[str], str],
) -> Rendered:
    """The prompt for one line. What grows only at its end stands first, so that providers' caches hit."""
    round_ = pack.round(context.round)
    others = [pack.personas[item] for item in round_.speakers if item != speaker]
    return prompt.render(
        persona=pack.personas[speaker],
        colleagues=[f"{item.name}, {item.title}" for item in others],
        company=pack.manifest.company,
        round=round_.name,
        cv=memory.papers(harmless(context.cv or "")),
        role=harmless(context.role or ""),
        brief=context.brief,
        told="\n".join(context.told),
        room=memory.earlier([f"{item.speaker} on {item.about}: {harmless(item.words)}" for item in context.room]),
        known=memory.earlier([harmless(line) for line in context.known], memory.KNOWN),
        thread=shown_talk(context.thread, context.brief, harmless, memory.VOICE_TALK),
        facts="\n".join(
            f"{fact.id} (known by {pack.personas[fact.speaker].name}): {fact.asks[0]}" for fact in context.facts
        ),
        time_left=context.time_left,
        told_now=told,
        moves=moves,
        excerpt=harmless(context.excerpt or ""),
    )


def shown_talk(thread: Sequence[Exchange], brief: str, harmless: Callable[[str], str], budget: int) -> str:
    """The talk without what a model had better not read, and without the case, which the prompt has already."""
    return memory.talk(
        [
            replace(
                item,
                question=item.question.replace(brief, "(tells the case)") if brief else item.question,
                answer=harmless(item.answer),
            )
            for item in thread
        ],
        budget,
    )


def moves_text(offers: Sequence[Offer], context: VoiceContext, own: Voice) -> str:
    """Each offered move in a line: what it is, what is missing, why, what was heard of it, and a plain wording."""
    heard: set[str] = set()
    lines = []
    for place, offer in enumerate(offers):
        new = [quote for quote in offer.known if quote not in heard]
        heard.update(new)
        about = f" {offer.missing} ({offer.dimension.lower()})" if offer.missing else ""
        why = f"; {offer.why}" if offer.why else ""
        known = f"; heard of it: {' / '.join(new)}" if new else ""
        what = f"{offer.id}: {called(offer.move.action)}{about}{why}{known}."
        lines.append(f"{what} Plainly: {wording(offer, context, own, with_reactions=place == 0)}")
    return "\n".join(lines)


def wording(offer: Offer, context: VoiceContext, own: Voice, with_reactions: bool) -> str:
    """The move as the embedded voice would put it; what is told word for word is not in it."""
    reactions = tuple(item for item in offer.move.reactions if with_reactions and not isinstance(item, TakeUp))
    plain = in_full(own, offer.move.model_copy(update={"reactions": reactions}), context)
    told = told_by(offer.move)
    return (" ".join(plain.replace(told, " ").split()) or plain) if told else plain


def in_full(own: Voice, move: Move, context: VoiceContext) -> str:
    """The embedded voice's line, whole."""
    return "".join(piece for piece in own.say(move, context) if isinstance(piece, str)).strip()


def told_by(move: Move) -> str:
    """What the line of a move has to tell word for word."""
    texts = (item.text for item in move.reactions if item.kind in ("announce", "tell_fact"))
    return " ".join(text for text in texts if text)


def called(action: Action) -> str:
    """What the prompt calls such a move."""
    return _CALLED[action.kind]


def again(prompt: Rendered, broken: Sequence[str], said: str) -> Rendered:
    """The same prompt after a try that broke these checks; where some of it was `said` already, for the rest only."""
    if not broken:
        return prompt
    why = "; ".join(_SAY_AGAIN.get(name, f"it broke: {name.replace('_', ' ')}") for name in dict.fromkeys(broken))
    if said:
        how = (
            f'You have begun to say: "{said}" What came next was not fit: {why}. Say only how it goes on, without JSON.'
        )
    else:
        how = f"Your last try was not fit: {why}. Say it again without that."
    return Rendered(prompt.system, f"{prompt.user}\n{how}")
