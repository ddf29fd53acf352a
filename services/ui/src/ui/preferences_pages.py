"""The HTML of a person's settings. A code and a token are shown once."""

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from ui import words
from ui.dates import clock, moment
from ui.frame import asset, page, told, viewer

W = words.of("SETTINGS")
COPY = asset("copy.js")


def settings(found: dict[str, Any], did: dict[str, Any] | None, name: str, *, new: dict[str, Any] | None = None, problem: str = "") -> str:
    """Return the page. `did` is what was changed last, `name` what it is kept under until it is undone; `new` has what was just made."""
    given, zone, made = found["set"], found["zone"], new or {}
    said = told(_said(did), "/settings", name if "back" in did else "") if did and did.get("say") in W.did else ""
    warning = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    unset = "" if found["has_cloud"] else f" {W.cloud_unset}"
    return page(
        W.title,
        f"""<h1>{W.title}</h1><p class="soft">{W.about}</p>{said}{warning}
{_choice("language", W.language, W.language_about, W.languages, given.get("language") or "")}
{_zone(given.get("zone") or "", zone, found["zones"])}
{_choice("theme", W.theme, W.theme_about, W.themes, viewer.get().theme)}
{_choice("cloud", W.cloud, f'{W.cloud_about}{unset} <a href="/left">{W.left}</a>', W.clouds, given.get("cloud") or "on")}
<section id="channels"><h2>{W.channels}</h2>{_channels(found["links"], made if made.get("new") == "channels" else {}, zone)}</section>
{_elsewhere(W.calendar, W.shared[found["shared"]], "/calendar", W.to_calendar)}
<section id="tokens"><h2>{W.tokens}</h2><p class="soft">{W.tokens_about}</p>{_tokens(found["tokens"], made if made.get("new") == "tokens" else {}, zone)}</section>
{_elsewhere(W.devices, W.devices_about, "/devices", W.to_devices)}""",
        here="/settings",
        script=COPY,
    )


def _said(did: dict[str, Any]) -> str:
    """Return in the language that holds now what was changed."""
    form = W.did[did["say"]]
    return str((form[did["to"]] if isinstance(form, dict) else form).format(did.get("with", "")))


def _choice(act: str, heading: str, about: str, choices: dict[str, str], chosen: str) -> str:
    """Return a setting that is one of a few: a press changes it."""
    buttons = "".join(
        f'<button name="value" value="{value}" class="quiet" aria-pressed="{str(value == chosen).lower()}">{shown}</button>'
        for value, shown in choices.items()
    )
    return f"""<section id="{act}"><h2>{heading}</h2><p class="soft">{about}</p>
<form method="post" action="/settings" class="acts choices" role="group" aria-label="{heading}"><input type="hidden" name="act" value="{act}">{buttons}</form></section>"""


def _zone(given: str, zone: ZoneInfo, zones: list[str]) -> str:
    options = "".join(f"<option>{one}" for one in zones)
    return f"""<section id="zone"><h2>{W.zone}</h2><p class="soft">{W.zone_about.format(clock(datetime.now(zone)))}</p>
<form method="post" action="/settings" class="find"><input type="hidden" name="act" value="zone">
<input name="value" list="zones" maxlength="64" autocomplete="off" aria-label="{W.zone_name}" placeholder="{escape(zone.key)}" value="{escape(given)}"><button>{W.save}</button>
<datalist id="zones">{options}</datalist></form></section>"""


def _elsewhere(heading: str, about: str, address: str, way: str) -> str:
    return f'<section><h2>{heading}</h2><p class="soft">{about} <a href="{address}">{way}</a></p></section>'


def _channels(found: dict[str, Any], made: dict[str, Any], zone: ZoneInfo) -> str:
    rows = "".join(_row(escape(one["address"]), "", "unlink", W.unlink, one["id"]) for one in found["links"])
    listed = f'<ul class="list">{rows}</ul>' if rows else f'<p class="soft">{W.no_link}</p>'
    if not found["number"]:
        return f'<p class="soft">{W.no_whatsapp}</p>{listed if rows else ""}'
    about = f'<p class="soft">{W.channels_about}</p>'
    if not made:
        return f"{about}{listed}{_button('link', W.link)}"
    until = clock(datetime.fromisoformat(made["expires_at"]).astimezone(zone))
    return f"{about}{listed}{_once(W.code.format(found['number'], until), W.code_name, made['code'])}"


def _tokens(tokens: list[dict[str, Any]], made: dict[str, Any], zone: ZoneInfo) -> str:
    rows = "".join(_token(one, zone) for one in tokens)
    listed = f'<ul class="list">{rows}</ul>' if rows else f'<p class="soft">{W.none_yet}</p>'
    once = _once(W.made.format(made["name"] or W.nameless), W.once, made["token"]) if made else ""
    scopes = "".join(
        f'<label class="choice"><input type="checkbox" name="scope" value="{scope}"> {may}</label>' for scope, may in W.may.items()
    )
    return f"""{once}{listed}<details class="fold"><summary>{W.make}</summary><form method="post" action="/settings"><input type="hidden" name="act" value="token">
<label for="for">{W.purpose}</label><input id="for" name="value" maxlength="100">
<fieldset><legend>{W.scopes}</legend>{scopes}</fieldset>
<label for="hours">{W.hours}</label><input id="hours" name="hours" type="number" min="1" max="720" value="12" required><button>{W.make}</button></form></details>"""


def _token(one: dict[str, Any], zone: ZoneInfo) -> str:
    name = escape(one["name"]) or (W.nameless if one["expires_at"] else W.first)
    beside = (
        W.one_may.format(W.joined.join(W.may[scope] for scope in one["scopes"])),
        W.ends.format(moment(one["expires_at"], zone)) if one["expires_at"] else W.endless,
        W.last_used.format(moment(one["seen_at"], zone)) if one["seen_at"] else "",
    )
    return _row(name, " · ".join(filter(None, beside)), "revoke", W.revoke if one["expires_at"] else "", one["id"])


def _row(name: str, beside: str, act: str, button: str, of: str) -> str:
    """Return a row of a list; `name` is escaped."""
    small = f'<div class="soft">{beside}</div>' if beside else ""
    return f'<li class="row"><div><strong>{name}</strong>{small}</div>{_button(act, button, of=of, what=name) if button else ""}</li>'


def _button(act: str, text: str, *, of: str = "", what: str = "") -> str:
    hidden = f'<input type="hidden" name="of" value="{escape(of)}">' if of else ""
    said = f' aria-label="{text}: {what}"' if what else ""
    return f"""<form method="post" action="/settings" class="act"><input type="hidden" name="act" value="{act}">{hidden}<button class="quiet"{said}>{text}</button></form>"""


def _once(about: str, name: str, secret: str) -> str:
    """Return what is shown only now, with a button that copies it where scripts run."""
    return f"""<div class="told" role="status"><p>{escape(about)}</p></div><div class="find"><input id="secret" readonly value="{escape(secret)}" aria-label="{name}">
<button type="button" data-copies="secret" data-done="{W.copied}" hidden>{W.copy}</button></div>"""
