"""Figures as pictures in a Word document: the drawing itself, and an image of it for programs without SVG."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxassess.output.blocks import Figure, Picture
from cxassess.output.docx.runs import quote_attribute
from cxassess.output.docx.styles import FAMILY, WIDTH

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

# The name inside the fonts of the report: they were cut from a variable font and kept the name of its first instance.
_FONT_NAME = "Public Sans Thin"
_PER_PIXEL, _PER_TWENTIETH, _PER_INCH = 9525, 635, 914400  # English Metric Units
_DOTS_PER_INCH = 220
MAX_HEIGHT = 12000  # of a picture, in twentieths of a point: most of a page
_SVG_BLIP = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"


@dataclass(slots=True)
class Pictures:
    """Adds pictures to a package. fonts: the folder of the fonts that drawings are rasterized with."""

    part: DocumentPart
    fonts: Path
    count: int = 0

    def picture_xml(self, figure: Figure, available: int = WIDTH) -> str:
        """The drawing element of a figure, '' if its picture cannot be read.

        available: how wide it may be, in twentieths of a point.
        """
        if figure.picture is None:
            return ""
        try:
            blip, size = self._embed(figure.picture, available)
        except Exception:  # image libraries raise many kinds of exceptions for broken data
            return ""
        self.count += 1
        return _drawing(self.count, figure.alt, blip, size)

    def _embed(self, picture: Picture, available: int) -> tuple[str, tuple[int, int]]:
        """The blip element of a picture, and its size."""
        if picture.kind != "svg":
            id, image = self.part.get_or_add_image(io.BytesIO(picture.data))
            ratio = picture.height_ratio or image.px_height / image.px_width
            width = picture.width or picture.height / ratio or image.px_width
            return f'<a:blip r:embed="{id}"/>', _fit(width, ratio, available)
        size = _fit(picture.width, picture.height_ratio, available)
        png = rasterize(picture, self.fonts, size[0] * _DOTS_PER_INCH // _PER_INCH)
        id, _ = self.part.get_or_add_image(io.BytesIO(png))
        svg = (
            f'<a:extLst><a:ext uri="{_SVG_BLIP}"><asvg:svgBlip '
            f'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="{self._embed_svg(picture)}"/>'
            "</a:ext></a:extLst>"
        )
        return f'<a:blip r:embed="{id}">{svg}</a:blip>', size

    def _embed_svg(self, picture: Picture) -> str:
        """Add the drawing as a part of the package and return the relationship to it."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        name = PackURI(f"/word/media/drawing{self.count + 1}.svg")
        data = b'<?xml version="1.0" encoding="UTF-8"?>\n' + picture.data
        part = Part(name, "image/svg+xml", data, self.part.package)
        return self.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)


def rasterize(picture: Picture, fonts: Path, width: int) -> bytes:
    """A drawing as a PNG of so many dots in width: the same bytes for the same drawing. Raises ValueError if it is not one."""
    import resvg_py

    max_height = MAX_HEIGHT * _PER_TWENTIETH * _DOTS_PER_INCH // _PER_INCH
    png: Any = resvg_py.svg_to_bytes(
        svg_string=picture.data.decode("utf-8").replace(f'font-family="{FAMILY}"', f'font-family="{_FONT_NAME}"', 1),
        width=max(1, width),
        height=min(max(1, round(width * picture.height_ratio)), max_height),
        skip_system_fonts=True,
        font_files=[str(file) for file in sorted(fonts.rglob("*.ttf"))],
        font_family=_FONT_NAME,
        background="#ffffff",
    )
    return bytes(png)


def _fit(width: float, ratio: float, available: int) -> tuple[int, int]:
    """Width and height in EMU of a picture that is so many CSS pixels wide, or 0 for all that is available."""
    most = available * _PER_TWENTIETH
    fitted = min(width * _PER_PIXEL or most, most, MAX_HEIGHT * _PER_TWENTIETH / ratio)
    return max(1, round(fitted)), max(1, round(fitted * ratio))


def _drawing(number: int, alt: str, blip: str, size: tuple[int, int]) -> str:
    """A picture in a line of text; one without alternative text is marked as decoration."""
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    description = f"descr={quote_attribute(alt)}"
    decoration = (
        f'<a:extLst><a:ext uri="{_DECORATIVE}"><adec:decorative '
        'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    )
    properties = f'<wp:docPr id="{number}" name="Figure {number}" {description}'
    properties += "/>" if alt else f">{decoration}</wp:docPr>"
    return (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/>{properties}'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Figure {number}" {description}/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
