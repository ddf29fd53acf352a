"""The HTML of the page of ways in. Every value is escaped; a link and its QR code are shown once."""

from html import escape
from typing import Any

from ui import links, words
from ui.frame import asset, page, time

W, N = words.of("DEVICES"), words.of("NOTICES")
SCRIPT = asset("notices.js")


def devices(devices: list[dict[str, Any]], passphrase: dict[str, Any], *, link: str, far: bool, notices: str = "") -> str:
    """Return the page. `link` is shown where it has just been made; `far` tells whether other machines reach its address; `notices` is what
    is said of notifications."""
    others = any(not one["this"] for one in devices)
    return page(
        W.title,
        f"""<h1>{W.title}</h1>
<p class="soft">{W.about}</p>
<ul class="list">{"".join(map(_device, devices))}</ul>
{_button("sign-out-others", W.sign_out_others, quiet=True) if others else ""}
{notices}
<h2>{W.phone}</h2>{_phone(link, far=far)}
<h2>{W.passphrase}</h2>{_passphrase(passphrase)}
<h2>{W.tokens}</h2>
<p class="soft">{W.tokens_about} <a href="/settings#tokens">{W.to_tokens}</a></p>""",
        here="/devices",
        script=SCRIPT,
    )


def notices(shows: str, devices: list[dict[str, Any]], key: str) -> str:
    """Return how this browser tells of reminders: what it shows while a page is open, and whether it is reached while none is."""
    push = next((one["push"] for one in devices if one["this"]), "")
    fields = "".join(f'<input type="hidden" name="{name}">' for name in ("endpoint", "p256dh", "auth"))
    return f"""<section id="notices"><h2>{N.title}</h2><p class="problem" role="alert" id="cannot" hidden></p>
<p class="soft">{N.open_about}</p>{_choices("show", N.open, N.shows, shows)}
<p class="soft">{N.closed_about} <a href="/left">{N.left}</a></p>{_choices("push", N.closed, N.pushes, push, f' data-key="{escape(key)}"', fields)}</section>"""


def _choices(act: str, heading: str, choices: dict[str, str], chosen: str, more: str = "", fields: str = "") -> str:
    buttons = "".join(
        f'<button name="value" value="{value}" class="quiet" aria-pressed="{str(value == chosen).lower()}">{shown}</button>'
        for value, shown in choices.items()
    )
    return f"""<form method="post" action="/notices" class="acts choices" role="group" aria-label="{heading}" data-notices{more}>
<input type="hidden" name="act" value="{act}"><input type="hidden" name="chosen">{fields}{buttons}</form>"""


def _device(one: dict[str, Any]) -> str:
    this = f" <span class='state'>{W.this}</span>" if one["this"] else ""
    push = ""
    if one["push"]:
        push = (
            f"<div class='soft'>{N.reached.format(N.pushes[one['push']])}</div>{_button('no-push', N.stop, of=one['id'], what=one['name'])}"
        )
    times = W.times.format(*(_time(one[at]) for at in ("created_at", "seen_at", "expires_at")))
    return f"<li><strong>{escape(one['name'])}</strong>{this}<div class='soft'>{times}</div>{push}{_button('sign-out', W.sign_out, of=one['id'], what=one['name'])}</li>"


def _phone(link: str, *, far: bool) -> str:
    if not link:
        return f"""<p>{W.phone_about}</p>
{_button("phone", W.phone)}"""
    near = "" if far else f'<p class="problem" role="alert">{W.near}</p>'
    return f"""{near}<p>{W.scan}</p>
<div class="qr" style="max-width: 16rem">{links.for_page(link)}</div>
<label for="link">{W.link}</label><input id="link" readonly value="{escape(link)}">"""


def _passphrase(found: dict[str, Any]) -> str:
    told = found["set"] and (W.has_name.format(escape(found["name"])) if found["name"] else W.has)
    said = f"<p>{W.other.format(told) if told else W.has_none}</p>"
    name = (
        f"""<label for="name">{W.name} <span class="soft">{W.name_hint}</span></label>
<input id="name" name="name" maxlength="100" autocomplete="username" required value="{escape(found["name"])}">"""
        if found["needs_name"]
        else ""
    )
    return f"""{said}<form method="post" action="/devices"><input type="hidden" name="act" value="passphrase">{name}
<label for="passphrase">{W.new_passphrase if told else W.passphrase} <span class="soft">{W.shortest}</span></label>
<input id="passphrase" name="passphrase" type="password" minlength="12" maxlength="256" autocomplete="new-password" required>
<button>{W.change if told else W.set}</button></form>{_button("no-passphrase", W.take_away, quiet=True) if told else ""}"""


def _button(act: str, text: str, *, of: str = "", what: str = "", quiet: bool = False) -> str:
    kind = ' class="quiet"' if quiet or of else ""
    hidden = f'<input type="hidden" name="of" value="{escape(of)}">' if of else ""
    said = f' aria-label="{escape(f"{text}: {what}")}"' if what else ""
    return f"""<form method="post" action="/devices" class="act"><input type="hidden" name="act" value="{act}">{hidden}
<button{kind}{said}>{text}</button></form>"""


def _time(at: str | None) -> str:
    return time(at) if at else str(W.never)
