"""The HTML of the page of ways in. Every value is escaped; a link and its QR code are shown once."""

from datetime import datetime
from html import escape
from typing import Any

from ui import links
from ui.frame import page
from ui.times import when

MAY = {"read": "read what is kept", "ask": "talk to the assistant", "import": "bring files in", "all": "do everything"}
NEAR = """<p class="problem" role="alert">This address works on this machine alone. For a phone, open the assistant here by an address
that the phone can reach too (behind a proxy with HTTPS, or with UI_HOST set), then add it again.</p>"""


def devices(devices: list[dict[str, Any]], tokens: list[dict[str, Any]], passphrase: dict[str, Any], *, link: str, far: bool) -> str:
    """Return the page. `link` is shown where it has just been made; `far` tells whether other machines reach its address."""
    others = any(not one["this"] for one in devices)
    return page(
        "Devices",
        f"""<h1>Devices</h1>
<p class="soft">Where you are signed in. What you sign out is out at once.</p>
<ul class="list">{"".join(map(_device, devices))}</ul>
{_button("sign-out-others", "Sign out all others", quiet=True) if others else ""}
<h2>Add a phone</h2>{_phone(link, far=far)}
<h2>Passphrase</h2>{_passphrase(passphrase)}
<h2>Tokens</h2>
<p class="soft">For programs. Make one on the server or wherever you have a token: <code>sihteeri token create --scope read --hours 12</code></p>
<ul class="list">{"".join(map(_token, tokens))}</ul>""",
        here="/devices",
    )


def _device(one: dict[str, Any]) -> str:
    this = " <span class='state'>this device</span>" if one["this"] else ""
    times = f"Signed in {_time(one['created_at'])} · last seen {_time(one['seen_at'])} · until {_time(one['expires_at'])} at most"
    return f"<li><strong>{escape(one['name'])}</strong>{this}<div class='soft'>{times}</div>{_button('sign-out', 'Sign out', of=one['id'], what=one['name'])}</li>"


def _token(one: dict[str, Any]) -> str:
    name = escape(one["name"]) or ("First token" if not one["expires_at"] else "Without a name")
    may = " and ".join(MAY[scope] for scope in one["scopes"])
    until = f"until {_time(one['expires_at'])}" if one["expires_at"] else "without an end"
    seen = f" · last used {_time(one['seen_at'])}" if one["seen_at"] else ""
    revoke = _button("revoke", "Take it away", of=one["id"], what=one["name"]) if one["expires_at"] else ""
    return f"<li><strong>{name}</strong><div class='soft'>May {may}, {until}{seen}</div>{revoke}</li>"


def _phone(link: str, *, far: bool) -> str:
    if not link:
        return f"""<p>Makes a link that signs one device in as you, once, within ten minutes. Scan it with the phone’s camera.</p>
{_button("phone", "Add a phone")}"""
    return f"""{"" if far else NEAR}<p>Scan this with the phone’s camera, and press the button on the page that it opens. It works once, for ten
minutes, and is shown only now. Whoever has it is let in as you.</p>
<div class="qr" style="max-width: 16rem">{links.for_page(link)}</div>
<label for="link">Or open this link there</label><input id="link" readonly value="{escape(link)}">"""


def _passphrase(found: dict[str, Any]) -> str:
    told = "You have a passphrase" + (f", with the name “{escape(found['name'])}”." if found["name"] else ".") if found["set"] else ""
    said = (
        f"<p>{told} Another one signs every other device out.</p>"
        if told
        else "<p>Easier to type than a token: some words of your own.</p>"
    )
    name = (
        f"""<label for="name">Name <span class="soft">to give with it when you sign in</span></label>
<input id="name" name="name" maxlength="100" autocomplete="username" required value="{escape(found["name"])}">"""
        if found["needs_name"]
        else ""
    )
    return f"""{said}<form method="post" action="/devices"><input type="hidden" name="act" value="passphrase">{name}
<label for="passphrase">{"New passphrase" if told else "Passphrase"} <span class="soft">12 characters or more</span></label>
<input id="passphrase" name="passphrase" type="password" minlength="12" maxlength="256" autocomplete="new-password" required>
<button>{"Change it" if told else "Set it"}</button></form>{_button("no-passphrase", "Take it away", quiet=True) if told else ""}"""


def _button(act: str, text: str, *, of: str = "", what: str = "", quiet: bool = False) -> str:
    kind = ' class="quiet"' if quiet or of else ""
    hidden = f'<input type="hidden" name="of" value="{escape(of)}">' if of else ""
    said = f' aria-label="{escape(f"{text}: {what}")}"' if what else ""
    return f"""<form method="post" action="/devices" class="act"><input type="hidden" name="act" value="{act}">{hidden}
<button{kind}{said}>{text}</button></form>"""


def _time(at: str | None) -> str:
    return f'<time datetime="{datetime.fromisoformat(at).isoformat()}">{when(at)}</time>' if at else "never"
