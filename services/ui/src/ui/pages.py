"""The pages of whoever is not signed in: signing in, by what one knows or by a link, and what to do when that fails."""

from html import escape

from ui import words
from ui.frame import TOKENS, asset, root
from ui.words import counted

W = words.of("ENTER")

STYLE = TOKENS + asset("pages.css")
ENTER = asset("enter.js")
SECRET_LIMIT = 512


def sign_in(problem: str = "") -> str:
    """Return the sign-in page."""
    return _page(
        problem,
        f"""<form method="post" action="/login">
<label for="token">{W.secret}</label>
<input id="token" name="token" type="password" maxlength="{SECRET_LIMIT}" autocomplete="current-password" required autofocus>
<label for="name">{W.name} <span class="soft">{W.name_hint}</span></label>
<input id="name" name="name" maxlength="100" autocomplete="username">
{_stay(checked=False)}
<button type="submit">{W.sign_in}</button></form>
<p class="hint">{W.easier.format("<code>sihteeri open</code>")}</p>""",
    )


def enter(problem: str = "") -> str:
    """Return the page of a link. What makes it work stands behind the # of its address, which no server is sent: a script puts it into the form,
    and takes it out of the address."""
    return _page(
        problem,
        f"""<form method="post" action="/enter" id="enter">
<div id="typed"><label for="code">{W.code} <span class="soft">{W.code_hint}</span></label>
<input id="code" name="code" maxlength="{SECRET_LIMIT}" autocomplete="off" required></div>
<p id="ready" hidden>{W.ready}</p>
{_stay(checked=True)}
<button type="submit">{W.sign_in_here}</button></form>
<p class="hint"><a href="/login">{W.otherwise}</a></p><script>{ENTER}</script>""",
    )


def _stay(*, checked: bool) -> str:
    return f"""<label class="choice"><input type="checkbox" name="stay" value="yes"{" checked" if checked else ""}> {W.stay}
<span class="soft">{W.stay_hint}</span></label>"""


def _page(problem: str, body: str) -> str:
    """Return a page for whoever is not signed in: what somebody else wrote in this tab is not for them."""
    warning = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    return f"""<!doctype html>
{root()}<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sihteeri</title><style>{STYLE}</style></head>
<body><main><h1>Sihteeri</h1>
<p>{W.about}</p>{warning}
{body}
</main><script>window.name = ""</script></body></html>"""


def duration(seconds: int) -> str:
    """Return a wait in words, rounded up."""
    for forms, length in ((W.hours, 3600), (W.minutes, 60)):
        if seconds > 2 * length:
            return counted(forms, -(-seconds // length))
    return counted(W.seconds, seconds)
