"""Small drawings for the report, as inline SVG with no script and nothing from outside."""

from collections.abc import Sequence
from html import escape

_WIDTH = 260
_HEIGHT = 22
_EDGE = 8
_LABEL = 11


def interval(value: float, low: float, high: float, limit: float | None, span: tuple[float, float]) -> str:
    """One measure on its scale: the interval as a bar, the value as a dot, the gate's limit as a tick."""
    at = _scale(span)
    middle = _HEIGHT / 2
    parts = [
        f'<line class="axis" x1="{_EDGE}" y1="{middle}" x2="{_WIDTH - _EDGE}" y2="{middle}"/>',
        f'<line class="range" x1="{at(low):.1f}" y1="{middle}" x2="{at(high):.1f}" y2="{middle}"/>',
    ]
    if limit is not None:
        parts.append(f'<line class="limit" x1="{at(limit):.1f}" y1="3" x2="{at(limit):.1f}" y2="{_HEIGHT - 3}"/>')
    parts.append(f'<circle class="dot" cx="{at(value):.1f}" cy="{middle}" r="4"/>')
    return _svg(_WIDTH, _HEIGHT, parts, f"{value:.3f}, 95% interval {low:.3f} to {high:.3f}")


def difference(low: float, middle: float, high: float, verdict: str, widest: float) -> str:
    """A difference with its interval around zero."""
    at = _scale((-widest, widest))
    y = _HEIGHT / 2
    parts = [
        f'<line class="zero" x1="{at(0):.1f}" y1="1" x2="{at(0):.1f}" y2="{_HEIGHT - 1}"/>',
        f'<line class="range {_css(verdict)}" x1="{at(low):.1f}" y1="{y}" x2="{at(high):.1f}" y2="{y}"/>',
        f'<circle class="dot {_css(verdict)}" cx="{at(middle):.1f}" cy="{y}" r="4"/>',
    ]
    return _svg(_WIDTH, _HEIGHT, parts, f"difference {middle:+.3f}, 95% interval {low:+.3f} to {high:+.3f}")


def bars(rows: Sequence[tuple[str, float]], highest: float) -> str:
    """Named bars on one scale."""
    height = 24
    parts = []
    for place, (name, value) in enumerate(rows):
        y = place * height
        width = 0 if highest <= 0 else 240 * value / highest
        parts.append(f'<text x="0" y="{y + _LABEL + 4}">{escape(name)}</text>')
        parts.append(f'<rect class="bar" x="130" y="{y + 4}" width="{width:.1f}" height="14" rx="2"/>')
        parts.append(f'<text class="number" x="{136 + width:.1f}" y="{y + _LABEL + 4}">{value:.2f}</text>')
    return _svg(430, height * len(rows), parts, ", ".join(f"{name} {value:.2f}" for name, value in rows))


def _scale(span: tuple[float, float]):  # type: ignore[no-untyped-def]
    low, high = span
    width = (high - low) or 1.0
    return lambda value: _EDGE + (_WIDTH - 2 * _EDGE) * (min(max(value, low), high) - low) / width


def _css(verdict: str) -> str:
    return verdict.split()[0]


def _svg(width: int, height: int, parts: Sequence[str], title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )
