"""A chart as a picture that leaves its page: the same string, between what it is of and how fresh it is."""

import re
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from services.gateway.charts.drawing import template

EDGE, LINE, HEAD, LETTERS_A_PIXEL = 20, 20, 34, 0.15
_SIZE = re.compile(r'width="(\d+(?:\.\d+)?)" height="(\d+(?:\.\d+)?)"')


@dataclass(frozen=True)
class Picture:
    """A chart and the words that travel with it."""

    svg: str
    heading: str
    about: str
    """Whose it is, of when, as known at which moment."""
    said: str
    stamp: str


def framed(picture: Picture) -> str:
    """Return the drawing with its heading above, and what it says and its stamp below."""
    size = _SIZE.search(picture.svg)
    assert size is not None
    width, height = (float(side) for side in size.groups())
    letters = int(width * LETTERS_A_PIXEL)
    heads, about, said, stamp = (
        wrap(text, fits) for text, fits in (
            (picture.heading, int(letters * 0.66)), (picture.about, letters),
            (picture.said, letters), (picture.stamp, letters),
        )
    )  # fmt: skip
    top = EDGE + len(heads) * HEAD + len(about) * LINE + 6
    return template("picture.svg").render(
        picture=picture,
        inner=Markup(picture.svg),  # noqa: S704  escaped where it was drawn
        width=width + 2 * EDGE,
        height=top + height + (len(said) + len(stamp)) * LINE + 2 * EDGE,
        edge=EDGE,
        top=top,
        heads=[(EDGE + 24 + HEAD * place, text) for place, text in enumerate(heads)],
        abouts=[(EDGE + len(heads) * HEAD + 12 + LINE * place, text) for place, text in enumerate(about)],
        below=[(top + height + 26 + LINE * place, text) for place, text in enumerate([*said, *stamp])],
        stamped=len(said),
    )
