"""Pictures in a Word document: drawings themselves, with an image of each for programs without SVG, and logos."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cxassess.output.docx.runs import quote_attribute

if TYPE_CHECKING:
    from docx.parts.document import DocumentPart

# Public Sans is on few machines, and Word knows no list of fonts to fall back on.
_FAMILY = "Arial, sans-serif"
_PER_TWENTIETH, _PER_INCH = 635, 914400  # English Metric Units
_DOTS_PER_INCH = 220
_SVG_BLIP = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_BOX = re.compile(r"""viewBox=["'][-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)""")
_SIDES = re.compile(r"""<svg[^>]*? width=["']([\d.]+)[^>]*? height=["']([\d.]+)""")


@dataclass(slots=True)
class Pictures:
    """Adds pictures to a document."""

    part: DocumentPart
    count: int = 0

    def drawing(self, svg: str, alt: str, width: int) -> str:
        """The run of a drawing so many twentieths of a point wide."""
        from cxassess.output.svg import FAMILY, rasterize

        wide, high = _size(svg)
        dots = width * _PER_TWENTIETH * _DOTS_PER_INCH // _PER_INCH
        svg = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns=" not in svg[:200] else svg
        png = rasterize(svg, dots, max(1, round(dots * high / wide)))
        id, _ = self.part.get_or_add_image(io.BytesIO(png))
        blip = (
            f'<a:blip r:embed="{id}"><a:extLst><a:ext uri="{_SVG_BLIP}"><asvg:svgBlip '
            'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'r:embed="{self._add_svg(svg.replace(FAMILY, _FAMILY))}"/></a:ext></a:extLst></a:blip>'
        )
        return self._run(blip, alt, width, high / wide)

    def logo(self, address: str, alt: str, height: int, max_width: int) -> str:
        """The run of a logo by its `data:` address, so many twentieths of a point high unless that is too wide."""
        kind, _, data = address.partition(";base64,")
        if kind == "data:image/svg+xml":
            svg = base64.b64decode(data).decode("utf-8")
            wide, high = _size(svg)
            return self.drawing(svg, alt, min(round(height * wide / high), max_width))
        id, image = self.part.get_or_add_image(io.BytesIO(base64.b64decode(data)))
        ratio = image.px_height / image.px_width
        return self._run(f'<a:blip r:embed="{id}"/>', alt, min(round(height / ratio), max_width), ratio)

    def _add_svg(self, svg: str) -> str:
        """Add a drawing as a part of the package and return the relationship to it."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        name = PackURI(f"/word/media/drawing{self.count + 1}.svg")
        data = f'<?xml version="1.0" encoding="UTF-8"?>\n{svg}'.encode()
        return self.part.relate_to(Part(name, "image/svg+xml", data, self.part.package), RELATIONSHIP_TYPE.IMAGE)

    def _run(self, blip: str, alt: str, width: int, ratio: float) -> str:
        """A picture in a line of text."""
        self.count += 1
        extent = f'cx="{width * _PER_TWENTIETH}" cy="{round(width * _PER_TWENTIETH * ratio)}"'
        name = f'id="{self.count}" name="Figure {self.count}" descr={quote_attribute(alt)}'
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
            f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr {name}/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
            f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def _size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, in any unit."""
    found = _BOX.search(svg) or _SIDES.search(svg)
    wide, high = map(float, found.groups()) if found else (1.0, 1.0)
    return (wide, high) if wide and high else (1.0, 1.0)
