"""Slides with titles where screen readers look for them, alternatives to what is drawn, and a language."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Emu, Inches, Length, Pt

from services.gateway.charts.columns import Column
from services.gateway.charts.series import PERCENT, Series

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
BLUE, GREY, INK = RGBColor(0x00, 0x5E, 0xB8), RGBColor(0x4C, 0x62, 0x72), RGBColor(0x21, 0x2B, 0x32)
LANGUAGE, FONT = "en-GB", "Arial"
TITLE_ONLY = 5
"""The layout with a title and nothing else."""
MARKS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "triangle": XL_MARKER_STYLE.TRIANGLE,
}


@dataclass(frozen=True)
class Area:
    """A part of a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)

    def below(self, inches: float) -> "Area":
        return replace(self, top=self.top + inches, height=self.height - inches)


class Deck:
    """A presentation in which every slide has a title and a foot."""

    def __init__(self, title: str, foot: str) -> None:
        self._made, self._foot, self._slides = Presentation(), foot, list[Slide]()
        _widen(self._made)
        about = self._made.core_properties
        about.title, about.author, about.language, about.subject = title, "Golden Thread", LANGUAGE, foot

    def opening(self, title: str, said: Sequence[str]) -> None:
        """Begin with what all of it is about."""
        self.slide(title).text(said, Area(0.6, 1.7, 12, 4.8), size=22)

    def slide(self, title: str) -> "Slide":
        """Add a slide."""
        shown = Slide(self._made.slides.add_slide(self._made.slide_layouts[TITLE_ONLY]))
        shown.head(title)
        self._slides.append(shown)
        return shown

    def saved(self) -> bytes:
        """Return the file; a foot is read last, so it is added last."""
        for number, slide in enumerate(self._slides, 1):
            foot = f"{self._foot} Golden Thread. Slide {number} of {len(self._slides)}."
            slide.text([foot], Area(0.6, 6.95, 12, 0.4), size=11, colour=GREY)
        file = io.BytesIO()
        self._made.save(file)
        return file.getvalue()


class Slide:
    """One slide that is being filled."""

    def __init__(self, slide: Any) -> None:
        self._slide, self._shapes = slide, slide.shapes

    def head(self, title: str) -> None:
        """Set its title."""
        shape = self._shapes.title
        shape.left, shape.top, shape.width, shape.height = Area(0.6, 0.4, 12.1, 0.9).emu
        shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        _say(shape.text_frame.paragraphs[0], title, 28, BLUE, bold=True)

    def figure(self, headline: str, detail: str, area: Area) -> None:
        """Show the figure itself."""
        frame = self._box(area)
        _say(frame.paragraphs[0], headline, 44, INK, bold=True)
        if detail:
            _say(frame.paragraphs[0], f" {detail}", 18, GREY)

    def text(self, said: Sequence[str], area: Area, size: int = 16, colour: RGBColor = INK) -> None:
        """Add paragraphs."""
        frame = self._box(area)
        for place, one in enumerate(said):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size / 2)
            _say(paragraph, one, size, colour)

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], area: Area, size: int = 14
    ) -> None:
        """Add a table; its first row is its header."""
        left, top, width, _ = area.emu
        frame = self._shapes.add_table(len(rows) + 1, len(head), left, top, width, Inches(0.4) * (len(rows) + 1))
        _describe(frame, f"Table: {', '.join(head)}")
        for across, inches in enumerate(widths):
            frame.table.columns[across].width = Inches(inches)
        for down, row in enumerate([head, *rows]):
            for across, text in enumerate(row):
                cell = frame.table.cell(down, across)
                cell.fill.solid()
                cell.fill.fore_color.rgb = BLUE if down == 0 else RGBColor(0xFF, 0xFF, 0xFF)
                colour = RGBColor(0xFF, 0xFF, 0xFF) if down == 0 else INK
                _say(cell.text_frame.paragraphs[0], text, size, colour, bold=down == 0)

    def chart(self, title: str, series: Series, columns: Sequence[Column], area: Area, said: str) -> None:
        """Add a chart of a series, with its numbers in it."""
        data = CategoryChartData(number_format='0.0"%"' if series.unit == PERCENT else "General")
        data.categories = [f"{point.on:%b} {point.on.year}" for point in series.points]
        for column in columns:
            data.add_series(column.name, column.values)
        frame = self._shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *area.emu, data)
        _describe(frame, f"{title}. {said}")
        chart = frame.chart
        chart.has_title, chart.has_legend = False, True
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.font.size, chart.font.name = Pt(12), FONT
        chart.value_axis.minimum_scale = 0
        if series.unit == PERCENT:
            chart.value_axis.maximum_scale = 100
            chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = (
                '0"%"',
                False,
            )
        chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xD8, 0xDD, 0xE0)
        for drawn, column in zip(chart.plots[0].series, columns, strict=True):
            _draw(drawn, column)

    def note(self, said: Sequence[str]) -> None:
        """Say what whoever speaks has to know."""
        frame = self._slide.notes_slide.notes_text_frame
        frame.text = "\n".join(said)

    def _box(self, area: Area) -> Any:
        frame = self._shapes.add_textbox(*area.emu).text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        return frame


def _widen(presentation: Any) -> None:
    """Make the library's own template, which is 4:3, as wide as screens are: its layouts, too."""
    wider = WIDTH / presentation.slide_width
    presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
    master = presentation.slide_master
    for shape in [*master.shapes, *(shape for layout in master.slide_layouts for shape in layout.shapes)]:
        shape.left, shape.width = Emu(int(shape.left * wider)), Emu(int(shape.width * wider))


def _say(paragraph: Any, text: str, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name, run.font.color.rgb = Pt(size), bold, FONT, colour
    run._r.get_or_add_rPr().set("lang", LANGUAGE)  # noqa: SLF001  the library has no name for a text's language


def _describe(frame: Any, said: str) -> None:
    """Say in words what is drawn."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", said)  # noqa: SLF001  nor for an alternative


def _draw(drawn: Any, column: Column) -> None:
    style, colour = column.style, RGBColor.from_string(column.style.colour.removeprefix("#").upper())
    drawn.smooth = False
    if style.line:
        drawn.format.line.color.rgb, drawn.format.line.width = colour, Pt(1.75)
        drawn.format.line.dash_style = MSO_LINE.DASH if style.dashed else MSO_LINE.SOLID
    else:
        drawn.format.line.fill.background()
    drawn.marker.style = MARKS.get(style.mark, XL_MARKER_STYLE.NONE)
    if style.mark:
        drawn.marker.size = 6 if style.line else 11
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = colour
        drawn.marker.format.line.color.rgb = colour
