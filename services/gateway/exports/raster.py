"""An SVG as pixels, with the letters that are shipped: none of it depends on the machine's fonts."""

from pathlib import Path

from resvg_py import svg_to_bytes

FONTS = Path(__file__).parent / "fonts"
FONT = "Liberation Sans"
SHARP = 2
"""How many pixels a drawing's own is wide: for print, and for screens of today."""


def png(svg: str) -> bytes:
    """Draw it."""
    return svg_to_bytes(
        svg_string=svg,
        zoom=SHARP,
        skip_system_fonts=True,
        font_dirs=[str(FONTS)],
        font_family=FONT,
        sans_serif_family=FONT,
    )
