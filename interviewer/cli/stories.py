"""What the `interviewer stories` commands do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import get_args

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from interviewer.app import Interviews
from interviewer.cli.answers import Answers, Prepared, Typed, leaves, one_a_line
from interviewer.cli.console import messages, read_text, results, services
from interviewer.cli.jsonl import printed
from interviewer.domain.stories import NumberSource, Story
from interviewer.errors import BadInput
from interviewer.preparation.appraisal import NUMBER_SOURCES, Appraisal
from interviewer.preparation.matching import BEST_FIRST, advice, fit, kinds_asked
from interviewer.preparation.stories import StoryBank

_NONE_YET = "there is no story yet; add one with 'interviewer stories add'"
_DIGITS = 4  # of a story's number, at most one less
_IN_TIME = 10.0  # seconds to call a story to mind


def run_list(as_json: bool) -> None:
    """A line for each story, then what the bank lacks."""
    with _bank() as (bank, own):
        told = _all(bank, own)
        if as_json:
            for item in told:
                record = {"level": item.level, "seconds": item.seconds}
                printed(item.story.model_dump(mode="json", exclude={"reading"}) | record)
            return
        console = results()
        if not told:
            console.print("No stories yet. Begin with: interviewer stories add --text story.txt")
        for number, item in enumerate(told, start=1):
            kinds = ", ".join(theme.name for theme in bank.pack.stories.theme if theme.id in item.story.kinds)
            kinds = kinds or "of no kind that is asked for"
            console.print(Text(f"{number}. {item.story.title}", "bold"))
            console.print(_below(f"{_level(item)} · {item.seconds} seconds · {kinds}"))
        for sentence in advice(told, bank.pack):
            console.print(Text(sentence))


def run_add(text: str, title: str) -> None:
    """Keep a new story and show what there is to say of it."""
    said = read_text(text)
    with _bank() as (bank, own):
        _show(results(), own.appraise(bank.write(said, title)))


def run_keep(session_id: str, question: int, title: str) -> None:
    """Keep a story out of an interview."""
    with _bank() as (bank, own):
        state = own.load(session_id)
        _show(results(), own.appraise(bank.keep(state, session_id, question - 1, title)))


def run_show(number: int) -> None:
    """One story in full."""
    with _bank() as (bank, own):
        _show(results(), own.appraise(_numbered(bank, number)))


def run_change(number: int, text: str | None, title: str | None) -> None:
    """Replace a story's words, or what it is called."""
    if text is None and title is None:
        raise BadInput("there is nothing to change; give --text, --title or both")
    said = read_text(text) if text else None
    with _bank() as (bank, own):
        story = _numbered(bank, number)
        _show(results(), own.appraise(bank.change(story.id, said or story.text, title)))


def run_mark(number: int, figure: str, source: str) -> None:
    """Say where a number is from."""
    known = [name for name in get_args(NumberSource) if name != "cv"]
    if source not in known:
        raise BadInput(f"unknown source '{source}'; known are: {', '.join(known)}")
    with _bank() as (bank, own):
        marked = bank.mark(_numbered(bank, number).id, figure, source)  # type: ignore[arg-type]
        _show(results(), own.appraise(marked))


def run_kinds(number: int, kinds: list[str]) -> None:
    """Say what a story is of."""
    with _bank() as (bank, own):
        story = _numbered(bank, number)
        _show(results(), own.appraise(bank.is_of(story.id, kinds) if kinds else bank.as_its_words_show(story.id)))


def run_cut(number: int, seconds: int) -> None:
    """A story in so many seconds."""
    with _bank() as (bank, _):
        found = bank.cut(_numbered(bank, number), seconds)
        results().print(Text(found.text))
        told = f"about {found.seconds} seconds; {found.left_out} sentence{'' if found.left_out == 1 else 's'} left out"
        late = "; even this one sentence takes longer, so write it shorter" if found.over else ""
        messages().print(told + late, style="dim")


def run_fit(question: str) -> None:
    """The stories for a question, the best first."""
    with _bank() as (bank, own):
        told = _all(bank, own)
        if not told:
            raise BadInput(_NONE_YET)
        asked = kinds_asked(question, bank.pack, bank.embedder)
        if not asked:
            messages().print("That asks for none of these kinds of story; answer it in another way.")
            return
        messages().print(f"It asks for: {', '.join(theme.name for theme in asked)}", style="dim")
        ids = [theme.id for theme in asked]
        fits = [(fit(item, ids), number, item) for number, item in enumerate(told, start=1)]
        for found, number, item in sorted(fits, key=lambda row: BEST_FIRST.index(row[0])):
            results().print(Text(f"{found}: {number}. {item.story.title}"))


def run_drill(rounds: int, answers: str | None, seed: int | None) -> None:
    """Questions one after the other; the time is told, and whether another story would have been better."""
    source = Prepared(one_a_line(read_text(answers)), answers) if answers else Typed()
    with _bank() as (bank, own):
        told = _all(bank, own)
        if not told:
            raise BadInput(_NONE_YET)
        for number, item in enumerate(told, start=1):
            messages().print(Text(f"{number}. {item.story.title}"))
        messages().print("Type the number of the story you would tell, 0 for none of them; /stop ends it.", style="dim")
        names = list(dict.fromkeys(name for theme in bank.pack.stories.theme for name in theme.questions))
        best = list[bool]()
        for name in Random(seed).sample(names, min(rounds, len(names))):
            messages().print(Text(f"\n{bank.pack.question(name).text}", "bold"))
            began = time.monotonic()
            chosen = _number(source, len(told))
            if chosen is None:
                break
            judged, is_best = _judged(bank, told, name, chosen, time.monotonic() - began)
            best.append(is_best)
            messages().print(Text(judged))
        if best:
            results().print(Text(f"The best choice in {sum(best)} of {len(best)}."))


def _number(source: Answers, most: int) -> int | None:
    """The number that is typed, asked for again where it is none; None at the end."""
    while (said := source.next()) is not None:
        if leaves(said):
            return None
        if said.strip().isdecimal() and len(said.strip()) < _DIGITS and int(said) <= most:
            return int(said)
        messages().print(f"Type a number from 0 to {most}, or /stop.")
    return None


def run_remove(number: int) -> None:
    """Remove a story."""
    with _bank() as (bank, _):
        story = _numbered(bank, number)
        bank.remove(story.id)
        messages().print(f"Removed: {story.title}")


def _judged(bank: StoryBank, told: list[Appraisal], question: str, number: int, seconds: float) -> tuple[str, bool]:
    """What to say to a choice, and whether there was none better."""
    asked = [theme.id for theme in kinds_asked(question, bank.pack, bank.embedder)]
    fits = [fit(item, asked) for item in told]
    best = min(fits, key=BEST_FIRST.index)
    late = "" if seconds <= _IN_TIME else f", after {seconds:.0f} seconds: too long to think in an interview"
    better = f"{best[:1].upper()}{best[1:]}: {told[fits.index(best)].story.title}"
    if not number:
        nothing = best in ("a stretch", "none")
        return (f"Right, none of them fits{late}. Find one." if nothing else f"There is one{late}. {better}."), nothing
    mine = fits[number - 1]
    verdict = "It does not fit" if mine == "none" else f"{mine[:1].upper()}{mine[1:]}"
    return (f"{verdict}{late}." if mine == best else f"{verdict}{late}. {better}."), mine == best


@contextmanager
def _bank() -> Iterator[tuple[StoryBank, Interviews]]:
    with services() as made:
        yield made.interviews.stories, made.interviews


def _all(bank: StoryBank, own: Interviews) -> list[Appraisal]:
    return [own.appraise(story) for story in bank.stories()]


def _numbered(bank: StoryBank, number: int) -> Story:
    found = bank.stories()
    if number > len(found):
        raise BadInput(f"there is no story {number}; see 'interviewer stories list'")
    return found[number - 1]


def _level(told: Appraisal) -> str:
    return "ownership can't be told" if told.level is None else f"ownership {told.level} of 4 ({told.level_name})"


def _show(console: Console, told: Appraisal) -> None:
    console.print(Text(told.story.title, "bold"))
    console.print(_below(f"{_level(told)} · {told.seconds} seconds"))
    console.print(Padding(Text(told.story.text), (1, 0, 1, 3)))
    for part in told.parts:
        console.print(_below(f'{part.name}: "{part.words}"' if part.words else f"{part.name}: missing. {part.missing}"))
    if told.next_step:
        console.print(_below(f"what would lift it: {told.next_step}"))
    console.print(_below(f"kinds: {', '.join(told.story.kinds) or 'none'}"))
    for number in told.numbers:
        console.print(_below(f"{number.text}: {NUMBER_SOURCES[number.source]}"))


def _below(text: str) -> Padding:
    return Padding(Text(text), (0, 0, 0, 3))
