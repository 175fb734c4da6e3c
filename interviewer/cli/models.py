"""`interviewer models`: what the language model's server offers."""

from interviewer.cli.console import messages, results
from interviewer.cli.jsonl import printed
from interviewer.engines.selection import needed_endpoint
from interviewer.settings import load_settings


def run_models(as_json: bool) -> None:
    """Print a name a line, the one that is set up marked."""
    from interviewer.engines.llm.catalog import offered

    endpoint = needed_endpoint(load_settings())
    names = offered(endpoint)
    if as_json:
        printed({"endpoint": endpoint.url, "model": endpoint.model, "offered": list(names)}, indent=2)
        return
    for name in names:
        results().print(f"{'*' if name == endpoint.model else ' '} {name}", soft_wrap=True)
    if not names:
        messages().print(f"{endpoint.host} offers no models yet; load one there first")
    elif endpoint.model not in names:
        messages().print(
            f"OPENAI_MODEL is '{endpoint.model}', which {endpoint.host} does not list; set it to one of these"
        )
