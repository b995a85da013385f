"""Slides as a PowerPoint file: native titles, tables and charts, so that they can be edited."""

from __future__ import annotations

import io
from collections.abc import Sequence

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation as File
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide as FileSlide
from pptx.text.text import TextFrame
from pptx.util import Pt

from model.data.workbook.book import MADE
from model.errors import ModelFault
from model.reporting.deck import layout
from model.reporting.deck.chart import add_chart
from model.reporting.deck.grid import add_grid
from model.reporting.deck.letters import FONT, lines_needed
from model.reporting.deck.package import same_bytes
from model.reporting.deck.parts import BarChart, Block, Deck, Grid, Slide, Words, notes
from model.reporting.figures.palette import BLUE, INK, ORANGE, QUIET

TITLE_ONLY = 5  # of the layouts of an empty presentation
TITLE_SIZE, WORDS_SIZE, FOOT_SIZE = 24.0, 14.0, 10.0
FIELD = "http://schemas.openxmlformats.org/drawingml/2006/main"


def written(deck: Deck) -> bytes:
    """The file. The same deck gives the same bytes."""
    file = Presentation()
    _prepare(file, deck)
    _title_slide(file, deck)
    for slide in deck.slides:
        _slide(file, deck, slide)
    out = io.BytesIO()
    file.save(out)
    return same_bytes(out.getvalue())


def colour(code: str) -> RGBColor:
    """A colour written as #rrggbb."""
    return RGBColor.from_string(code.lstrip("#").upper())


def _prepare(file: File, deck: Deck) -> None:
    """Slides as wide as a projector, with titles where ours are and letters that every machine has; properties without a clock."""
    file.slide_width, file.slide_height = Pt(layout.WIDTH), Pt(layout.HEIGHT)
    about = file.core_properties
    about.title, about.author, about.last_modified_by, about.subject = deck.title, "", "", deck.caution
    about.created = about.modified = MADE
    about.revision = 1
    wanted = file.slide_layouts[TITLE_ONLY]
    for shape in (*file.slide_master.placeholders, *wanted.placeholders):
        if shape.placeholder_format.type is not None and "TITLE" in str(shape.placeholder_format.type):
            shape.left, shape.top = Pt(layout.MARGIN), Pt(layout.TITLE_TOP)
            shape.width, shape.height = Pt(layout.INSIDE), Pt(layout.TITLE_HEIGHT)
    for other in [one for one in file.slide_layouts if one is not wanted]:
        file.slide_layouts.remove(other)
    _fonts(file)


def _fonts(file: File) -> None:
    """Put our letters in the place of those of the template's theme, which not every machine has."""
    for relation in file.slide_master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            part = relation.target_part
            part._blob = part.blob.replace(b"Calibri", FONT.encode())  # the library has no other way to a theme


def _empty(file: File, deck: Deck, title: str) -> FileSlide:
    """A slide with its title in its placeholder, and the foot that all have."""
    made = file.slides.add_slide(file.slide_layouts[0])
    heading = made.shapes.title
    if heading is None:
        raise ModelFault("the layout of a slide has no title")
    heading.text_frame.word_wrap = True
    heading.text_frame.margin_left = heading.text_frame.margin_right = 0
    heading.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    _write(heading.text_frame, [("", title)], _fitting(title), INK, strong=True)
    foot = _box(made, layout.MARGIN, layout.FOOT_TOP, layout.INSIDE - 60, 20)
    _write(foot.text_frame, [(deck.caution, f" {deck.about}")], FOOT_SIZE, QUIET, lead=ORANGE)
    _number(made)
    return made


def _fitting(title: str) -> float:
    """The size at which a title takes two lines at most."""
    size = TITLE_SIZE
    while size > 14 and lines_needed(title, layout.INSIDE, size, bold=True) > 2:
        size -= 1
    return size


def _title_slide(file: File, deck: Deck) -> None:
    made = _empty(file, deck, deck.title)
    heading = made.shapes.title
    assert heading is not None  # `_empty` has seen to it
    heading.left, heading.top, heading.width, heading.height = Pt(layout.MARGIN), Pt(130), Pt(layout.INSIDE), Pt(90)
    _write(heading.text_frame, [("", deck.title)], 34, INK, strong=True)
    under = _box(made, layout.MARGIN, 228, layout.INSIDE, 70)
    _write(under.text_frame, [("", line) for line in deck.under.split("\n")], 18, QUIET)
    caution = _box(made, layout.MARGIN, 330, layout.INSIDE, 60)
    _write(caution.text_frame, [(deck.caution, "")], 22, INK, lead=ORANGE)
    _remember(made, "\n".join(deck.remarks))


def _slide(file: File, deck: Deck, slide: Slide) -> None:
    made = _empty(file, deck, slide.title)
    if slide.says:
        said = _box(made, layout.MARGIN, layout.SAYS_TOP, layout.INSIDE, layout.body_top(slide) - layout.SAYS_TOP)
        _write(said.text_frame, [("", slide.says)], layout.SAYS_SIZE, QUIET)
    shares = slide.shares or (1.0,) * len(slide.blocks)
    room, left = layout.INSIDE - layout.GAP * (len(slide.blocks) - 1), layout.MARGIN
    for block, share in zip(slide.blocks, shares, strict=True):
        wide = room * share / sum(shares)
        _block(made, block, left, layout.body_top(slide), wide, layout.body_height(slide))
        left += wide + layout.GAP
    _remember(made, notes(slide))


def _block(made: FileSlide, block: Block, left: float, top: float, wide: float, high: float) -> None:
    if isinstance(block, Grid):
        add_grid(made, block, left, top, wide)
    elif isinstance(block, BarChart):
        add_chart(made, block, left, top, wide, high)
    else:
        _words(made, block, left, top, wide, high)


def _words(made: FileSlide, block: Words, left: float, top: float, wide: float, high: float) -> None:
    size = WORDS_SIZE

    def needed() -> float:
        lines = sum(lines_needed(f"{lead} {said}", wide, size) for lead, said in block.paragraphs)
        return (lines * layout.LINE + 0.4 * len(block.paragraphs)) * size

    while size > 10 and needed() > high:
        size -= 0.5
    paragraphs = [(lead and f"{lead}.", said) for lead, said in block.paragraphs]
    _write(_box(made, left, top, wide, high).text_frame, paragraphs, size, INK, lead=BLUE)


def _box(made: FileSlide, left: float, top: float, wide: float, high: float) -> Shape:
    box = made.shapes.add_textbox(Pt(left), Pt(top), Pt(wide), Pt(high))
    box.text_frame.word_wrap = True
    box.text_frame.margin_left = box.text_frame.margin_right = box.text_frame.margin_top = box.text_frame.margin_bottom = 0
    return box


def _write(
    frame: TextFrame, paragraphs: Sequence[tuple[str, str]], size: float, ink: str, strong: bool = False, lead: str | None = None
) -> None:
    """Write paragraphs, each with what comes first in bold, in the colour `lead`."""
    frame.clear()
    for place, (first, rest) in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(0.4 * size) if len(paragraphs) > 1 else Pt(0)
        for text, bold, tint in ((first, True, lead or ink), (f" {rest}" if first and rest else rest, strong, ink)):
            if text:
                run = paragraph.add_run()
                run.text, run.font.size, run.font.bold = text, Pt(size), bold
                run.font.name, run.font.color.rgb = FONT, colour(tint)


def _number(made: FileSlide) -> None:
    """The number of the slide, as a field that follows when slides are moved."""
    box = _box(made, layout.WIDTH - layout.MARGIN - 50, layout.FOOT_TOP, 50, 20)
    paragraph = box.text_frame.paragraphs[0]._p
    paragraph.append(
        etree.fromstring(
            f'<a:fld xmlns:a="{FIELD}" id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
            f'<a:rPr lang="en-GB" sz="{round(FOOT_SIZE * 100)}"><a:solidFill><a:srgbClr val="{QUIET[1:].upper()}"/></a:solidFill></a:rPr>'
            f"<a:t>\u2039#\u203a</a:t></a:fld>"
        )
    )


def _remember(made: FileSlide, said: str) -> None:
    frame = made.notes_slide.notes_text_frame
    if frame is None:
        raise ModelFault("a slide has no room for notes")
    frame.text = said
