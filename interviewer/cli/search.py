"""`interviewer search`: looks things up in the guide and the glossary."""

from rich.text import Text

from interviewer.cli.console import results, services
from interviewer.cli.jsonl import printed
from interviewer.errors import BadInput
from interviewer.interview.request import InterviewRequest
from interviewer.retrieval.documents import Filter


def run_search(query: str, round_id: str | None, unit: str | None, k: int, as_json: bool) -> None:
    """Print the passages nearest to a query."""
    if not query.strip():
        raise BadInput("the query is empty; say what to look for")
    with services() as made:
        checked = made.setup(InterviewRequest(round=round_id, unit=unit))
        found = made.resources.library.look_up(query, k, Filter(round=round_id and checked.round, unit=checked.unit))
    if as_json:
        printed([passage.model_dump() for passage in found], indent=2)
        return
    console = results()
    for passage in found:
        console.print(Text.assemble((passage.title, "bold"), (f"  [{passage.id}] {passage.source}", "dim")))
        console.print(f"{passage.text}\n")
    if not found:
        console.print("The guide holds nothing near that; try other words or fewer filters.")
