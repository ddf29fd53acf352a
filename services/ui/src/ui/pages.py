"""The pages of whoever is not signed in: signing in, by what one knows or by a link, and what to do when that fails."""

from html import escape

from ui.frame import TOKENS, asset, root

STYLE = TOKENS + asset("pages.css")
ENTER = asset("enter.js")
SECRET_LIMIT = 512


def sign_in(problem: str = "") -> str:
    """Return the sign-in page."""
    return _page(
        problem,
        f"""<form method="post" action="/login">
<label for="token">Access token or passphrase</label>
<input id="token" name="token" type="password" maxlength="{SECRET_LIMIT}" autocomplete="current-password" required autofocus>
<label for="name">Name <span class="soft">with a passphrase; the owner leaves it empty</span></label>
<input id="name" name="name" maxlength="100" autocomplete="username">
{_stay(checked=False)}
<button type="submit">Sign in</button></form>
<p class="hint">Easier: on the server, <code>sihteeri open</code> makes a link that signs you in. The owner’s token was made on the first start:
<code>cat var/owner-token</code></p>""",
    )


def enter(problem: str = "") -> str:
    """Return the page of a link. What makes it work stands behind the # of its address, which no server is sent: a script puts it into the form,
    and takes it out of the address."""
    return _page(
        problem,
        f"""<form method="post" action="/enter" id="enter">
<div id="typed"><label for="code">Code <span class="soft">what stands behind the # of the link</span></label>
<input id="code" name="code" maxlength="{SECRET_LIMIT}" autocomplete="off" required></div>
<p id="ready" hidden>This link signs this device in. It works once.</p>
{_stay(checked=True)}
<button type="submit">Sign in on this device</button></form>
<p class="hint"><a href="/login">Sign in with a token or a passphrase</a></p><script>{ENTER}</script>""",
    )


def _stay(*, checked: bool) -> str:
    return f"""<label class="choice"><input type="checkbox" name="stay" value="yes"{" checked" if checked else ""}> Stay signed in on this device
<span class="soft">for 30 days; otherwise until the browser is closed, 12 hours at most</span></label>"""


def _page(problem: str, body: str) -> str:
    warning = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return f"""<!doctype html>
{root()}<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sihteeri</title><style>{STYLE}</style></head>
<body><main><h1>Sihteeri</h1>
<p>Your private assistant, on your own server.</p>{warning}
{body}
</main></body></html>"""


def duration(seconds: int) -> str:
    """Return a wait in words, rounded up."""
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds > 2 * length:
            return f"{-(-seconds // length)} {unit}s"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
