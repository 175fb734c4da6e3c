"""`evals/REPORT.md` has three parts, made by three commands; each replaces its own and leaves the others alone."""

from collections.abc import Mapping
from pathlib import Path

REPORT = Path(__file__).parent.parent / "REPORT.md"
PARTS = ("suites", "critic", "model")  # `make eval`, `make report`, `python -m evals.reports.llm_report`


def write_part(name: str, text: str, path: Path = REPORT) -> None:
    """Put `text` in as the part of that name."""
    if name not in PARTS:
        raise ValueError(f"unknown part '{name}' of the report; known are: {', '.join(PARTS)}")
    parts = _read(path) | {name: text.strip()}
    path.write_text(
        "\n\n".join(f"{_mark(key)}\n{parts[key]}" for key in PARTS if parts.get(key)) + "\n", encoding="utf-8"
    )


def table(rows: Mapping[str, Mapping[str, str]]) -> str:
    """Rows by name, columns in the order in which they first come, as Markdown."""
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    lines = ["| | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 1) + "|"]
    lines += [
        f"| {name} | " + " | ".join(row.get(column, "") for column in columns) + " |" for name, row in rows.items()
    ]
    return "\n".join(lines)


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = path.read_text(encoding="utf-8") if path.exists() else ""
    for name in reversed(PARTS):
        rest, mark, part = rest.partition(_mark(name))
        if mark:
            found[name] = part.strip()
    return found


def _mark(name: str) -> str:
    return f"<!-- part: {name} -->"
