"""The HTML of what left. Every byte is shown as text."""

from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from ui import words
from ui.dates import moment
from ui.frame import page, pager
from ui.words import counted, grouped

W = words.of("LEFT")
SAID_CHARACTERS = 120


def left(log: dict[str, Any], may: dict[str, bool], known: dict[str, Any], zone: ZoneInfo, *, is_first: bool) -> str:
    """Return the page. `known` is what was asked for last: whether the record is whole, or what would leave."""
    rows = "".join(_row(entry, zone) for entry in log["entries"])
    kept = {entry["party"]: entry["keeps"] for entry in log["entries"] if entry["keeps"]}
    keeps = "".join(f'<p class="soft">{escape(words.said(party))}: {escape(words.said(text))}</p>' for party, text in kept.items())
    more = pager("/left", log.get("next", ""), is_first=is_first)
    return page(
        W.title,
        f"""<h1>{W.title}</h1><p class="soft">{W.about}</p>
<p class="figure">{W.figure.format(grouped(log["never_left"]), grouped(log["requests"]))}</p>
{f'<ul class="list">{rows}</ul>' if rows else f'<p class="soft">{W.nothing}</p>'}{keeps}{more}
<section><h2>{W.checked}</h2>{_verdict(known.get("chain"))}<form method="post" action="/left"><button name="act" value="verify" class="quiet">{W.verify}</button></form></section>
<section id="preview"><h2>{W.preview}</h2>{_preview(known)}</section><section><h2>{W.cloud}</h2>{_cloud(may)}</section>""",
        here="/left",
    )


def _row(entry: dict[str, Any], zone: ZoneInfo) -> str:
    beside = (
        W.to.format(words.said(entry["party"])),
        words.said(entry["purpose"]),
        counted(W.size, entry["bytes"]),
        W.states.get(entry["state"], entry["state"]),
    )
    because = entry["request"][:SAID_CHARACTERS] + "…" * (len(entry["request"]) > SAID_CHARACTERS)
    line = f"<p>{escape(W.because.format(because))}</p>" if because else ""
    small = " · ".join(map(escape, beside))
    return f'<li><a href="/left/{escape(entry["id"])}"><strong>{moment(entry["at"], zone)}</strong><div class="soft">{small}</div>{line}</a></li>'


def _verdict(chain: dict[str, Any] | None) -> str:
    if chain is None:
        return f'<p class="soft">{W.check_about}</p>'
    if chain["whole"]:
        return f'<p class="told" role="status">{counted(W.whole, chain["entries"])}</p>'
    return f'<p class="problem" role="alert">{escape(W.broken.format(chain["broken_at"], chain["entries"]))}</p>'


def _preview(known: dict[str, Any]) -> str:
    found, asked = known.get("preview"), escape(known.get("asked", ""))
    shown = ""
    if found:
        leaves = f"<p>{W.at_most}</p><pre>{escape(found['text'])}</pre>"
        nothing = f"<p>{escape(W.none.format(words.said(found['reason'])))}</p>"
        shown = f'<div role="status" id="masked">{leaves if found["leaves"] else nothing}</div>'
    return f"""<p class="soft">{W.preview_about}</p><form method="post" action="/left#preview"><label for="text">{W.request}</label>
<textarea id="text" name="text" rows="2" placeholder="{W.example}" required>
{asked}</textarea><button name="act" value="preview">{W.look}</button></form>{shown}"""


def _cloud(may: dict[str, bool]) -> str:
    other = "off" if may["on"] else "on"
    unset = "" if may["set"] else f" {W.unset}"
    button = f'<form method="post" action="/left"><button name="act" value="{other}" class="quiet">{W.turn[other]}</button></form>'
    return f"<p>{W.cloud_on if may['on'] else W.cloud_off}{unset}</p>{button}"


def one(entry: dict[str, Any], zone: ZoneInfo) -> str:
    """Return one thing that left, byte for byte."""
    facts = (
        (W.when, moment(entry["at"], zone)),
        (W.whom, words.said(entry["party"])),
        (W.purpose, words.said(entry["purpose"])),
        (W.address, entry["url"]),
        (W.how_much, counted(W.size, entry["bytes"])),
        (W.state, W.states.get(entry["state"], entry["state"])),
        (W.cause, entry["request"]),
        (W.keeps, words.said(entry["keeps"])),
    )
    rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    return page(
        W.entry,
        f'<p class="crumb"><a href="/left">← {W.title}</a></p><h1>{W.entry}</h1><dl>{rows}</dl><h2>{W.exact}</h2><pre class="bytes" tabindex="0">\n{escape(entry["body"])}</pre>'
        f'<p><a href="/left/{escape(entry["id"])}/bytes" download>{W.download}</a> <span class="soft">({W.bytes_of})</span></p>',
        here="/left",
    )
