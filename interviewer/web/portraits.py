"""Draws the interviewers: one small portrait a person, in one style, made from the persona's id. Knows no page.

A portrait has a colour of its own, by the person's place in the pack, so that no two of up to eleven look alike.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

_COLOURS = (
    "#2f6f5e",
    "#7a4a86",
    "#33658a",
    "#a3541f",
    "#6b6a22",
    "#a13d5a",
    "#4a4f9c",
    "#1f7a86",
    "#5d6b3a",
    "#8a5a2b",
    "#5b5b6e",
)
_LIGHTER = (
    "#8cc4b0",
    "#cfa3db",
    "#92c1e3",
    "#eda877",
    "#c8c66f",
    "#ec9bb3",
    "#adb2f0",
    "#83ced8",
    "#b7cf86",
    "#e0b184",
    "#b9b9d4",
)  # on a dark page
_GROUNDS = (
    "#dcebe4",
    "#ecdff0",
    "#d9e8f3",
    "#f6e3d3",
    "#ecebcb",
    "#f6dbe3",
    "#e0e1f5",
    "#d5eef1",
    "#e3ebd0",
    "#f2e4d2",
    "#e6e6ef",
)
_SKINS = ("#f1d3b8", "#e6bf9c", "#d9a982")
_HAIRS = ("#241f1c", "#3a2c24", "#56504b", "#6e665e")
_CUTS = (
    "M20.5 28c-2-16 25-16 23 0-1-6-4-8-11.5-8s-10.5 2-11.5 8z",  # short
    "M19.5 31c-4-21 29-21 25 0-1-6-3-8-6-10-4 2-9 2-13 0-3 2-5 4-6 10z",  # full
    "M20 29c-2-18 26-17 24 1-3-5-9-5-15-10-1 4-6 5-9 9z",  # parted
    "M19 45c-6-36 32-36 26 0-3 2-5 1-5 0 3-10 3-17-1-22-4 2-10 3-14 1-4 4-4 11-1 21 0 1-2 2-5 0z",  # long
    "M19.5 33c-4-23 29-23 25 0-2-5-3-9-6-11-5 2-8 2-13 0-3 3-4 6-6 11zM27 16a5 5 0 1 1 10 0z",  # tied up
)
_SEED = 11374  # one by which the people of the shipped pack look as they are described
_COLLARS = ("M26 46l6 7 6-7", "M25 46c2 6 12 6 14 0", "M32 47v14M26 46l6 6 6-6")
_GLASSES = (
    '<g fill="none" stroke="#3b342d" stroke-width="1.2"><circle cx="27.6" cy="30" r="3.6"/>'
    '<circle cx="36.4" cy="30" r="3.6"/><path d="M31.2 30h1.6"/></g>'
)


@dataclass(frozen=True)
class Portrait:
    """One person's looks: their colour on a light and on a dark page, and the drawing as SVG."""

    colour: str
    lighter: str
    svg: str


def portraits_of(ids: Sequence[str]) -> dict[str, Portrait]:
    """A portrait for each of these people; the same people in the same order look the same everywhere."""
    return {name: _portrait(name, place % len(_COLOURS)) for place, name in enumerate(ids)}


def portrait_styles(ids: Sequence[str]) -> str:
    """Style rules: `mi-by-ID` sets a person's colour and picture, for whatever stands inside."""
    rules = []
    for name, drawn in portraits_of(ids).items():
        rules.append(f".mi-by-{name} {{ --who: {drawn.colour}; --face: {_picture(drawn)}; }}")
        rules.append(f".dark .mi-by-{name} {{ --who: {drawn.lighter}; }}")
    return "\n".join(rules)


def card_style(place: int, speakers: Sequence[str], ids: Sequence[str]) -> str:
    """The rule that puts the faces of a round's speakers, side by side, on the card at that place, from 1."""
    drawn = portraits_of(ids)
    pictures = ", ".join(_picture(drawn[name]) for name in speakers)
    places = ", ".join(f"calc({number} * (var(--face-size) + 4px)) 0" for number in range(len(speakers)))
    shown = f"--faces: {len(speakers)}; background-image: {pictures}; background-position: {places};"
    return f"#round label:nth-of-type({place})::before {{ {shown} }}"


def _picture(drawn: Portrait) -> str:
    return f'url("data:image/svg+xml,{quote(drawn.svg)}")'


def _portrait(name: str, place: int) -> Portrait:
    traits = hashlib.sha256(f"portrait {_SEED} {name}".encode()).digest()
    skin, hair = _SKINS[traits[0] % len(_SKINS)], _HAIRS[traits[1] % len(_HAIRS)]
    cut, collar = _CUTS[traits[2] % len(_CUTS)], _COLLARS[traits[3] % len(_COLLARS)]
    glasses = _GLASSES if traits[4] % 3 == 0 else ""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" fill="{_GROUNDS[place]}"/>'
        f'<path d="M8 64c0-14 10-18 24-18s24 4 24 18z" fill="{_COLOURS[place]}"/>'
        f'<path d="{collar}" fill="none" stroke="#fff" stroke-width="1.6"/>'
        f'<path d="M28 38h8v8c-2 3-6 3-8 0z" fill="{skin}"/>'
        f'<ellipse cx="32" cy="30" rx="11" ry="13" fill="{skin}"/>'
        f'<path d="{cut}" fill="{hair}"/>'
        '<g fill="#2b2622"><circle cx="27.6" cy="30" r="1.1"/><circle cx="36.4" cy="30" r="1.1"/></g>'
        '<path d="M28.5 36.5c2 1.6 5 1.6 7 0" fill="none" stroke="#8a4b3a" stroke-width="1.2" stroke-linecap="round"/>'
        f"{glasses}</svg>"
    )
    return Portrait(_COLOURS[place], _LIGHTER[place], svg)
