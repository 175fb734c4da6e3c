"""Which question of the loop is asked for which doubt, and what fills its text."""

from collections.abc import Mapping, Sequence

from interviewer.domain.colleagues import Colleagues
from interviewer.packs.schema import Pack

_MOST = 2  # in one interview, which has subjects of its own


def doubted(pack: Pack, colleagues: Sequence[Colleagues]) -> dict[str, Mapping[str, str]]:
    """For each question of the loop that is asked about a doubt, the variables of its text; two at most.

    The newest colleague's doubts come first: whoever interviews next has just spoken to them. No link comes twice, and
    the questions go round, so that no two rounds begin with the same one.
    """
    loop = pack.loop
    if loop is None:
        return {}
    found: dict[str, Mapping[str, str]] = {}
    for colleague in reversed(colleagues):
        for doubt in colleague.doubts:
            if doubt.link in loop.asks:
                told = {"whom": doubt.by, "quote": doubt.quote, "asks": loop.asks[doubt.link]}
                found.setdefault(doubt.link, told)
    first = len(colleagues) % len(loop.questions)
    questions = (*loop.questions[first:], *loop.questions[:first])
    return {question.id: told for question, told in zip(questions[:_MOST], found.values(), strict=False)}
