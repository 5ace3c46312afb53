"""Pictures are painted anew: only their pixels go on."""

from __future__ import annotations

import io

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from core.files.unsafe import UnsafeError

MOST_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = None  # checked below, before anything is unpacked
_OPTIONS: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 90},
}


def remake_image(content: bytes, form: str) -> bytes:
    """The picture upright, in plain colours, without any of its notes. ``form`` is Pillow's name of the format.

    Raises UnsafeError: ``pixels`` for too many of them, ``broken`` for everything unreadable.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise UnsafeError("pixels")
            found.load()
            plain = _plain(found, form)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise UnsafeError("broken") from error
    out = io.BytesIO()
    plain.save(out, form, **_OPTIONS.get(form, {}))
    return out.getvalue()


def _plain(found: Image.Image, form: str) -> Image.Image:
    profile = found.info.get("icc_profile")
    upright = ImageOps.exif_transpose(found)
    clear = "A" in upright.getbands() or "transparency" in upright.info
    mode = "1" if upright.mode == "1" else "L" if upright.mode in ("L", "I;16", "I", "F") and not clear else "RGB"
    if clear and form not in ("JPEG", "BMP"):
        mode = "RGBA"
    if profile and upright.mode in ("RGB", "CMYK") and mode == "RGB":
        upright = _in_srgb(upright, profile)
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256)
    changed = upright if upright.mode == mode else upright.convert(mode)
    fresh = Image.new(mode, changed.size)
    fresh.paste(changed)
    return fresh


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return turned or image
