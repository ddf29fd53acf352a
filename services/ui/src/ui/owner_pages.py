"""The HTML of the owner's page. A link is shown once; a key never is."""

from datetime import UTC, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from ui import links, words
from ui.dates import moment
from ui.frame import asset, page, pager, told
from ui.words import counted, grouped

W = words.of("OWNER")
DEVICES = words.of("DEVICES")
BUSY = asset("busy.js")
HOUR, DAY = 3600, 24 * 3600


def owner(found: dict[str, Any], zone: ZoneInfo, did: dict[str, Any], made: dict[str, Any], *, far: bool) -> str:
    """Return the page. `did` is what was done last, `made` whom somebody was just invited as and by which link; `far` tells whether other
    machines reach its address."""
    people = "".join(_person(one, zone) for one in found["accounts"])
    return page(
        W.title,
        f"""<h1>{W.title}</h1><p class="soft">{W.about}</p>{told(did["say"]) if "say" in did else ""}
<section><h2>{W.people}</h2><ul class="list">{people}</ul></section>
<section id="invite"><h2>{W.invite}</h2>{_invited(made, far=far) if made else ""}{_inviting()}</section>
<section><h2>{W.backups}</h2>{_backups(found["backups"], zone)}{_button("backup", W.back_up, busy=True)}</section>
<section><h2>{W.keys}</h2>{_keys(found["keys"], zone)}</section>
<section><h2>{W.audit}</h2><p class="soft">{W.audit_about}</p>{_verdict(did.get("chain"))}{_entries(found["audit"], zone)}
<p><a class="plain" href="/owner/audit">{W.all_entries}</a></p>{_button("check", W.check)}</section>
<section><h2>{W.sees}</h2><ul class="says">{_sentences(W.seen)}</ul></section>""",
        here="/owner",
        script=BUSY,
    )


def _person(one: dict[str, Any], zone: ZoneInfo) -> str:
    name = escape(one["name"]) or (W.you if one["owner"] else W.nameless)
    since = W.since.format(moment(one["created_at"], zone)) if one["owner"] or one["came"] else ""
    beside = " · ".join(filter(None, (_state(one, zone), since)))
    delete = "" if one["owner"] else _button("delete", W.delete, of=one["id"], what=name)
    return f'<li class="row"><div><strong>{name}</strong><div class="soft">{beside}</div></div>{delete}</li>'


def _state(one: dict[str, Any], zone: ZoneInfo) -> str:
    if one["owner"]:
        return W.states["owner"]
    if one["invited_until"]:
        return W.states["invited"].format(moment(one["invited_until"], zone))
    if not one["came"]:
        return W.states["shut"]
    return W.states["seen"].format(moment(one["seen_at"], zone)) if one["seen_at"] else W.states["came"]


def _inviting() -> str:
    return f"""<p class="soft">{W.invite_about}</p><form method="post" action="/owner"><input type="hidden" name="act" value="invite">
<label for="name">{W.name}</label><div class="find"><input id="name" name="name" maxlength="100" required autocomplete="off"><button>{W.make_link}</button></div></form>"""


def _invited(made: dict[str, Any], *, far: bool) -> str:
    near = "" if far else f'<p class="problem" role="alert">{DEVICES.near}</p>'
    return f"""{near}<div class="told" role="status"><p>{escape(W.invited.format(made["name"]))}</p></div>
<div class="qr" style="max-width: 16rem">{links.for_page(made["link"])}</div><label for="link">{W.link}</label><input id="link" readonly value="{escape(made["link"])}">"""


def _backups(found: dict[str, Any], zone: ZoneInfo) -> str:
    newest = next(iter(found["backups"]), None)
    if newest is None:
        return f"<p>{W.none}</p>"
    count = counted(W.count, len(found["backups"]))
    lines = [
        W.newest.format(moment(newest["made_at"], zone), ago(newest["made_at"], datetime.now(UTC)), count),
        W.tried.format(moment(found["drilled_at"], zone)) if found["drilled_at"] else W.untried,
        counted(W.forgetting, found["forgetting"]) if found["forgetting"] else "",
    ]
    missing = f'<p class="problem">{counted(W.missing, found["missing"])}</p>' if found["missing"] else ""
    return f'<p>{" ".join(filter(None, lines))}</p>{missing}<p class="soft">{W.kept_where}</p>'


def ago(at: str, now: datetime) -> str:
    """Return in words how long ago something was."""
    seconds = max(0, int((now - datetime.fromisoformat(at)).total_seconds()))
    return counted(W.days, seconds // DAY) if seconds >= 2 * DAY else counted(W.ago, seconds // HOUR)


def _keys(found: dict[str, Any], zone: ZoneInfo) -> str:
    waiting = counted(W.waiting, found["waiting"]) if found["waiting"] else ""
    state = W.keys_shut if found["passphrase"] else W.keys_open
    buttons = "".join(_button("rotate", text, of=what) for what, text in W.rotate.items())
    return f"<p>{state} {W.keys_changed.format(moment(found['changed_at'], zone))} {waiting}</p>{buttons}"


def _entries(entries: list[dict[str, Any]], zone: ZoneInfo) -> str:
    rows = "".join(
        f"<li>{escape(W.services.get(one['service'], one['service']))} {escape(W.actions.get(one['action'], one['action']))}"
        f'<div class="soft">{moment(one["at"], zone)}</div></li>'
        for one in entries
    )
    return f'<ul class="list">{rows}</ul>'


def _verdict(chain: dict[str, Any] | None) -> str:
    if chain is None:
        return ""
    if chain["whole"]:
        return told(W.whole.format(grouped(chain["entries"])))
    return f'<p class="problem" role="alert">{escape(W.broken.format(chain["broken_at"], chain["entries"]))}</p>'


def _sentences(lines: tuple[str, ...]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


def _button(act: str, text: str, *, of: str = "", what: str = "", sure: str = "", busy: bool = False, kind: str = "quiet") -> str:
    """Return a form of one button; `what` is escaped."""
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in (("of", of), ("sure", sure)) if value
    )
    said = f' aria-label="{text} {what}"' if what else ""
    waits = f' data-busy="{W.busy}"' if busy else ""
    return f"""<form method="post" action="/owner" class="act"{waits}><input type="hidden" name="act" value="{act}">{hidden}<button class="{kind}"{said}>{text}</button></form>"""


def audit(log: dict[str, Any], zone: ZoneInfo, *, is_first: bool) -> str:
    """Return a page of the whole record."""
    entries = log["entries"]
    following = str(entries[-1]["seq"]) if entries and entries[-1]["seq"] > 1 else ""
    more = pager("/owner/audit", following, is_first=is_first)
    return page(
        W.audit,
        f'<p class="crumb"><a href="/owner">← {W.title}</a></p><h1>{W.audit}</h1><p class="soft">{W.audit_about}</p>{_entries(entries, zone)}{more}',
        here="/owner",
    )


def rotating(what: str) -> str:
    """Return the question whether keys are to be changed."""
    return _question(
        W.rotate_sure[what],
        f"<p>{W.rotate_means[what]}</p><p>{W.rotate_after}</p>",
        _button("rotate", W.rotate_now[what], of=what, sure="once", busy=True, kind=""),
        W.not_now,
    )


def deleting(account: dict[str, Any], *, again: bool) -> str:
    """Return the question whether somebody is to be deleted: the first, with what is lost, or the last."""
    name = account["name"] or W.nameless
    if again:
        button = _button("delete", W.for_good, of=account["id"], sure="twice", busy=True, kind="danger")
        return _question(W.really.format(name), f"<p>{W.last}</p>", button, W.leave)
    return _question(
        W.sure.format(name),
        f'<ul class="says">{_sentences(W.lost)}</ul>',
        _button("delete", W.go_on, of=account["id"], sure="once", kind=""),
        W.leave,
    )


def _question(title: str, body: str, button: str, leave: str) -> str:
    back = f'<a class="button" href="/owner">{leave}</a>'
    return page(title, f"<h1>{escape(title)}</h1>{body}{button}{back}", here="/owner", script=BUSY)
