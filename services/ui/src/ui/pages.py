"""The two pages that are not Gradio's: signing in, and what to do when that fails."""

from html import escape

from ui.frame import TOKENS, asset

STYLE = TOKENS + asset("pages.css")


def sign_in(problem: str = "") -> str:
    """Return the sign-in page."""
    warning = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sihteeri</title><meta name="color-scheme" content="light dark"><style>{STYLE}</style></head>
<body><main><h1>Sihteeri</h1>
<p>Your private assistant, on your own server.</p>{warning}
<form method="post" action="/login">
<label for="token">Access token</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button type="submit">Sign in</button></form>
<p class="hint">The owner’s token was made on the first start. On the server: <code>cat var/owner-token</code></p>
</main></body></html>"""


def duration(seconds: int) -> str:
    """Return a wait in words, rounded up."""
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds > 2 * length:
            return f"{-(-seconds // length)} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
