"""What came with messages, as a page may show it. A photo is decoded here and written anew, so that nothing of the file itself reaches a
browser: neither what is hidden in it nor where it was taken. A voice message is passed on as what its first bytes say it is, or not at all."""

import io
import re
import threading
from collections.abc import Iterable

from fastapi.responses import Response
from PIL import Image, ImageOps

from ui.client import GatewayError

FILE_BYTES = 24 << 20
PIXELS, WHOLE = 8_000_000, 40_000_000
"""A picture of more is not decoded: a bomb says in its head how large it is. A JPEG is read small at once, so those of cameras are less; but
one of several scans is held whole, so the whole may not be of any size either."""
SHOWN = (1280, 1280)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
AT_ONCE = threading.BoundedSemaphore(1)
SOUNDS = (
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "audio/mp4"),
    (re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), "audio/mpeg"),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), "audio/wav"),
)
RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
NOT_SHOWN = "It can't be shown here; you can download it."


def whole(pieces: Iterable[bytes]) -> bytes:
    """Return a file of which the pieces are; raises GatewayError for one that is too large to be shown."""
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > FILE_BYTES:
            raise GatewayError(413, NOT_SHOWN)
    return bytes(found)


def photo(file: bytes) -> Response:
    """Answer with a picture, made anew of its pixels; raises GatewayError for what is none."""
    with AT_ONCE:
        try:
            with Image.open(io.BytesIO(file), formats=FORMATS) as image:
                if image.width * image.height > WHOLE:
                    raise GatewayError(413, NOT_SHOWN)
                image.draft("RGB", SHOWN)
                if image.width * image.height > PIXELS:
                    raise GatewayError(413, NOT_SHOWN)
                shown = ImageOps.exif_transpose(image).convert("RGBA")
        except GatewayError:
            raise
        except Exception:  # A decoder may raise anything, and what it says may quote the file.
            raise GatewayError(415, NOT_SHOWN) from None
        shown.thumbnail(SHOWN)
        made, ground = io.BytesIO(), Image.new("RGB", shown.size, "white")
        ground.paste(shown, mask=shown)
        ground.save(made, "JPEG", quality=82)
    return Response(made.getvalue(), media_type="image/jpeg")


def sound(file: bytes, wanted: str) -> Response:
    """Answer with a voice message, or with the part of it that a player wants (RFC 9110, 14.2); raises GatewayError for what is none."""
    kind = next((kind for head, kind in SOUNDS if head.match(file)), "")
    if not kind:
        raise GatewayError(415, NOT_SHOWN)
    headers = {"Accept-Ranges": "bytes"}
    asked = RANGE.fullmatch(wanted)
    if asked is None or not int(asked[1]) <= min(int(asked[2] or len(file)), len(file) - 1):
        return Response(file, media_type=kind, headers=headers)
    first, last = int(asked[1]), min(int(asked[2] or len(file)), len(file) - 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(file)}"
    return Response(file[first : last + 1], 206, media_type=kind, headers=headers)
