"""Links that sign a browser in once, and how they are drawn as QR codes.

The code stands behind a #: no browser sends that part, so it is in no log, reaches no proxy, and whoever fetches an address to preview it
(mail and chat programs do) gets a page without it. Only a person's press of its button uses it up."""

import io

import segno

from ui import words

QUIET, SIZE = 4, 5
WHITE_ON_BLACK, PLAIN = "\033[97;40m", "\033[0m"


def address(page: str, code: str) -> str:
    """Return the link of a code; `page` is where the front end is."""
    return f"{page.rstrip('/')}/enter#{code}"


def for_terminal(link: str) -> str:
    """Return a QR code of half blocks, in colours of its own: a light terminal would turn it inside out."""
    out = io.StringIO()
    segno.make(link, error="l").terminal(out, border=QUIET, compact=True)
    return "\n".join(f"{WHITE_ON_BLACK}{line}{PLAIN}" for line in out.getvalue().splitlines())


def for_page(link: str) -> str:
    """Return a QR code as SVG, dark on light in the dark too."""
    title = words.of("DEVICES").qr
    return segno.make(link, error="m").svg_inline(scale=SIZE, border=QUIET, dark="#000", light="#fff", title=title, omitsize=True)
