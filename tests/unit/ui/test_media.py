"""Photos and voice messages of chats: what is shown of them was made here, and what is neither is not shown."""

import io
import struct
import zlib

import pytest
from PIL import Image

from ui import media
from ui.client import GatewayError


def picture(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, "navy" if mode == "RGB" else 0).save(made, form, **more)
    return made.getvalue()


def bomb(side: int) -> bytes:
    """Return a PNG that says that it is so wide and high."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + picture("PNG")[33:]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_made_anew_of_its_pixels_alone(form: str) -> None:
    hidden = b"the key lies under the step"

    made = media.photo(picture(form) + hidden)

    assert made.media_type == "image/jpeg"
    assert hidden not in bytes(made.body)
    with Image.open(io.BytesIO(bytes(made.body))) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (40, 30), {})


def test_a_large_picture_is_made_as_large_as_a_page_needs_and_one_on_its_side_is_turned() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6

    made = media.photo(picture("JPEG", (4000, 1000), exif=turned))

    with Image.open(io.BytesIO(bytes(made.body))) as shown:
        assert shown.height == media.SHOWN[1]
        assert shown.width < shown.height


@pytest.mark.parametrize("file", [bomb(3000), picture("JPEG", (7000, 6000), progressive=True)])
def test_what_would_take_a_lot_of_memory_is_not_decoded(file: bytes) -> None:
    with pytest.raises(GatewayError) as refused:
        media.photo(file)
    assert refused.value.status == 413


def test_what_is_see_through_is_on_white() -> None:
    made = media.photo(picture("PNG", mode="RGBA"))

    with Image.open(io.BytesIO(bytes(made.body))) as shown:
        assert shown.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "file",
    [b"", b"<svg onload=alert(1)>", b"GIF89a", picture("JPEG")[:40], picture("BMP"), bomb(50_000), b"%PDF-1.7", b"\xff\xd8" + b"x" * 999],
    ids=["nothing", "svg", "head of a gif", "half", "bmp", "bomb", "pdf", "jpeg's head"],
)
def test_what_is_no_picture_or_a_bomb_is_not_shown(file: bytes) -> None:
    with pytest.raises(GatewayError) as refused:
        media.photo(file)
    assert refused.value.status in (413, 415)


def test_a_file_that_is_too_large_is_not_read_to_its_end() -> None:
    read = []

    def pieces():  # type: ignore[no-untyped-def]
        for _ in range(100):
            read.append(1)
            yield b"x" * (1 << 20)

    with pytest.raises(GatewayError):
        media.whole(pieces())
    assert len(read) < 30


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        (b"OggS....", "audio/ogg"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"ID3....", "audio/mpeg"),
        (b"\xff\xfb....", "audio/mpeg"),
        (b"RIFF....WAVE", "audio/wav"),
    ],
)
def test_a_voice_message_is_what_its_first_bytes_say(file: bytes, kind: str) -> None:
    assert media.sound(file, "").media_type == kind


@pytest.mark.parametrize("file", [b"", b"<html>", b"RIFF....AVI ", b"\x7fELF"])
def test_what_is_no_voice_message_is_not_passed_on(file: bytes) -> None:
    with pytest.raises(GatewayError):
        media.sound(file, "")


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-3", 206, b"OggS"),
        ("bytes=4-", 206, b"123456"),
        ("bytes=8-99", 206, b"56"),
        ("bytes=99-", 200, b"OggS123456"),
        ("bytes=-3", 200, b"OggS123456"),
        ("bytes=5-2", 200, b"OggS123456"),
        ("lines=1-2", 200, b"OggS123456"),
    ],
)
def test_a_player_gets_the_part_that_it_wants(wanted: str, status: int, part: bytes) -> None:
    answer = media.sound(b"OggS123456", wanted)

    assert (answer.status_code, bytes(answer.body)) == (status, part)
