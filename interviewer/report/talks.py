"""What there is to say of an answer that was talked through, in words for terminal and page."""

from collections.abc import Iterator

from interviewer.packs.schema import Dimension
from interviewer.preparation.talks import Judged


def told_of(judged: Judged, dimension: Dimension) -> Iterator[str]:
    """The level, what is missing or what words it goes by, and what to do, each in a line."""
    if judged.level is None:
        yield f"Nothing in it could be graded on {dimension.name.lower()}. It asks: {dimension.question}"
        return
    yield f"{dimension.name} {judged.level} of 4 ({judged.level_name})."
    finding = judged.finding
    if finding is None:
        return
    if finding.absent:
        yield f"Missing: {finding.absent}"
    elif finding.quotes and not finding.asked:
        yield f'By your words: "{finding.quotes[0].text}"'
    yield f"{finding.why} {finding.next_step}".strip()
