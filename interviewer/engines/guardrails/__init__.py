"""What an interviewer's line must and must not do, as named checks. Pure: knows no engine and asks no model.

one_question    asks for one thing where an answer is due, and not at all where none is
no_coaching     gives no hint, advice, example or praise
no_rubric       speaks of no levels, scores, dimensions or instructions
in_role         is a person talking: no stage directions, no markup, no talk of being a program
no_leak         reads nothing out of what the person was told in private
on_question     puts the question that the policy chose
no_repetition   no sentence that was said before, and none of the candidate's parroted outside quotation marks
short_quotes    takes up a thought of the candidate's, not a whole answer
brief           no lecture
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interviewer.engines.guardrails.asking import Asks, asks_as_wanted
from interviewer.engines.guardrails.languages import patterns
from interviewer.engines.guardrails.plain import plainly_fine
from interviewer.rubric.registry import RULES

__all__ = ["Asks", "Expected", "broken_checks", "is_long", "plainly_fine", "sentence_keys"]

LONGEST_LINE = 130  # words; the case's brief and its question are the longest that a pack says
_LONG = 4  # words of a sentence that is not said twice; a shorter one ("Go on.") may come again
_LEAK = 7  # words in a row that stand in the private text too
_LONGEST_OWN = 75  # words beyond what the pack wants told
_QUOTATION = (25, 160)  # words, and characters for writing without spaces, that are still a thought
_SHARE = 0.25  # of a question's longer words must come again
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|「[^」]*」")
_IDS = "|".join(sorted(rule.id for rule in RULES.values() if "_" in rule.id))  # one plain word may be meant as such
_RUBRIC = re.compile(
    rf"(?i)\b(?:rubric|metric[_ ]gap|ownership[_ ]framing|{_IDS}|"
    r"(?:your|the|a) (?:score|grade|rating|level)\b(?= (?:is|was|will|would|for))|level [0-4]\b|"
    r"[0-4] (?:out )?of 4|(?:strong |lean )?(?:no-)?hire verdict|(?:these|the|system) (?:instructions|prompts?)|"
    r"my (?:instructions|prompt) (?:are|is|say|tell)\w*)\b"
)
_OUT_OF_ROLE = re.compile(
    r"(?i)\b(?:as an? (?:ai|artificial|language model)|i(?:'m| am) (?:just |only )?an? (?:ai|language model|assistant|"
    r"chatbot|program)|language model|i cannot assist|i can't assist|openai|chatgpt|how can i help|"
    r"(?:system|user|assistant):)|<[^>\n]{1,40}>|&lt;|\*\*|^\s*#|^\s*[-*] |```|^\s*\([^)]*\)\s|\*[a-z ]+\*|"
    r"\b(?:your task now|plain wording)\b",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Expected:
    """What the move wants of its line.

    Attributes:
        asks: whether the line has to ask, may (where it hands the floor back), or must not.
        told: words of the pack's that the line has to tell (a brief, a twist, a fact): not counted against it.
        already_said: every line said so far.
        heard: what the candidate said of late.
        question: the main question that it has to put; empty where it is free.
        private: what the speaker was told and must not read out.
    """

    asks: Asks = "once"
    told: str = ""
    already_said: tuple[str, ...] = ()
    question: str = ""
    heard: tuple[str, ...] = ()
    private: str = ""


def broken_checks(line: str, expected: Expected, whole: bool = True) -> tuple[str, ...]:
    """The names of the checks that the line breaks; empty where it is fit to be said.

    Of a line that is not `whole` yet only what no later sentence can mend: it may still come to its question, which
    once asked has to be the right one.
    """
    own = _without(line, expected.told)
    checks = {
        "one_question": asks_as_wanted(_QUOTED.sub("", own), expected.asks, whole),
        "no_coaching": not patterns("coaching").search(_QUOTED.sub("", own)),
        "no_rubric": not (_RUBRIC.search(own) or patterns("rubric").search(own)),
        "in_role": bool(own.strip() or expected.told)
        and not (_OUT_OF_ROLE.search(own) or patterns("out_of_role").search(own)),
        "no_leak": not (expected.private and _runs(own) & _runs(expected.private)),
        "on_question": _on_question(own, expected.question) or not (whole or re.search("[?？]", own)),
        "no_repetition": _says_all_once(own)
        and not (_long_keys([own]) & _long_keys(expected.already_said))
        and not (_long_keys([_QUOTED.sub("", own)]) & _long_keys(expected.heard)),
        "short_quotes": not any(map(is_long, _QUOTED.findall(own))),
        "brief": len(own.split()) <= _LONGEST_OWN and len(line.split()) <= LONGEST_LINE + len(expected.told.split()),
    }
    return tuple(name for name, kept in checks.items() if not kept)


def _on_question(own: str, question: str) -> bool:
    """Whether enough words of the question come again; a line in another script can't be held to them."""
    wanted, said = _stems(question), _stems(own)
    return not wanted or not said or len(wanted & said) >= max(1, round(_SHARE * len(wanted)))


def _stems(text: str) -> set[str]:
    return {word.lower()[:5] for word in re.findall(r"[A-Za-z]{4,}", text)}


def _runs(text: str) -> set[str]:
    """Every few words in a row, folded."""
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[start : start + _LEAK]) for start in range(len(words) - _LEAK + 1)}


def _without(line: str, told: str) -> str:
    return line.replace(told, " ") if told else line


def sentence_keys(text: str) -> list[str]:
    """The sentences of a line, folded so that the same words count as the same sentence."""
    keys = (re.sub(r"[^\w]+", " ", sentence).strip().lower() for sentence in _SENTENCE.findall(text))
    return [key for key in keys if key]


def is_long(quote: str) -> bool:
    """Whether words that are taken up are more than a thought: a whole answer."""
    most_words, most_characters = _QUOTATION
    return len(quote.split()) > most_words or len(quote) > most_characters


def _says_all_once(line: str) -> bool:
    long = [key for key in sentence_keys(line) if len(key.split()) >= _LONG]
    return len(long) == len(set(long))


def _long_keys(lines: Sequence[str]) -> set[str]:
    """Their longer sentences."""
    return {key for line in lines for key in sentence_keys(line) if len(key.split()) >= _LONG}
