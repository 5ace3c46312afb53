"""QR codes as pictures inside the page: drawn here, nothing is fetched from anywhere."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """An SVG element; medium error correction, so that a crease in the paper does no harm."""
    svg = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=2)
    return Markup(svg)  # noqa: S704 - made by the library from modules, holds no text of anybody
