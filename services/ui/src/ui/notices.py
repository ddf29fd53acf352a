"""Notifications of the system: what of a reminder a browser may show where anybody may see it. Each browser has its own choice, in a cookie."""

from datetime import datetime
from typing import Any

from starlette.requests import HTTPConnection

from ui import words

W = words.of("NOTICES")
COOKIE, CHOICES = "sihteeri_notices", ("discreet", "words")


def chosen(request: HTTPConnection) -> str:
    """Return what was chosen in a browser: nothing where it shows no notification."""
    found = request.cookies.get(COOKIE, "")
    return found if found in CHOICES else ""


def notice(one: dict[str, Any], choice: str) -> dict[str, str]:
    """Return a notification of a reminder that came. Its tag is the same for every page and every way that it comes by."""
    rang = datetime.fromisoformat(one["rang_at"]).isoformat()
    return {"tag": f"reminder#{one['id']}#{rang}", "title": W.reminder, "body": one["text"] if choice == "words" else W.discreet}
