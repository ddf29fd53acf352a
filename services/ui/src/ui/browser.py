"""The browser front end in Gradio: talk, see what left, see what would leave. It shows text as text and fetches nothing."""

from collections.abc import Callable, Iterator
from html import escape
from importlib import resources
from typing import Any, NamedTuple

import gradio as gr

from ui.client import Gateway, GatewayError
from ui.progress import worded
from ui.times import when

POLL_SECONDS = 4
SHOWN = 60
SAID_CHARACTERS = 120
STOPS = frozenset({"stop", "seis", "lopeta"})
STARTERS = ("What can you do?", "Show my reminders", "Show my notes", "What left my machine today?")
History = list[dict[str, Any]]
Connect = Callable[[gr.Request], Gateway]
CSS = resources.files("ui").joinpath("assets/browser.css").read_text(encoding="utf-8")
THEME = gr.themes.Soft(
    primary_hue="emerald",
    secondary_hue="emerald",
    neutral_hue="stone",
    font=["system-ui", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
).set(  # Gradio's own are too pale to read: text is at least 4.5 times as bright as its ground, or the reverse (WCAG 2.2, 1.4.3).
    background_fill_primary="*neutral_50",  # The theme's own, which Gradio forgets in `set`.
    input_border_color="*neutral_300",
    input_border_width="1px",
    body_text_color_subdued="*neutral_600",
    input_placeholder_color="*neutral_500",
    input_placeholder_color_dark="*neutral_300",
    button_primary_background_fill="*primary_700",
    button_primary_background_fill_dark="*primary_700",
    button_primary_background_fill_hover="*primary_800",
    button_primary_background_fill_hover_dark="*primary_800",
    block_title_background_fill="none",
    block_title_text_color="*body_text_color",
    block_title_text_color_dark="*body_text_color",
)


def build(connect: Connect) -> gr.Blocks:
    """Return the page; `connect` gives the gateway client of whoever is signed in."""
    talk = _Talk(connect)
    with gr.Blocks(title="Sihteeri", analytics_enabled=False, delete_cache=(3600, 3600), fill_height=True) as page:
        gr.HTML(
            '<header class="top"><strong>Sihteeri</strong>'
            '<nav><a href="/search">Search</a><a href="/calendar">Calendar</a><a href="/import">Import</a><a href="/export">Export</a><a href="/logout">Sign out</a></nav></header>'
        )
        with gr.Tab("Talk"):
            chat = gr.Chatbot(
                elem_id="chat",
                show_label=False,
                height="100%",
                render_markdown=False,
                sanitize_html=True,
                feedback_options=None,
                buttons=[],
                allow_file_downloads=False,
                placeholder="Tell me something to remember, ask for it later, or set a reminder.",
                examples=[{"text": text} for text in STARTERS],
            )
            told = gr.State(Told())  # Here and not in the page: what a page sends back could be anything.
            with gr.Row(elem_id="compose"):
                box = gr.Textbox(
                    placeholder="Write to your assistant",
                    show_label=False,
                    lines=1,
                    max_lines=8,
                    autofocus=True,
                    scale=8,
                    elem_id="message",
                    container=False,
                )
                button = gr.Button("Send", variant="primary", scale=1, min_width=90, elem_id="send")
                stop = gr.Button("Stop", variant="stop", scale=1, min_width=90, elem_id="stop", visible=False)
            timer = gr.Timer(POLL_SECONDS)
        with gr.Tab("What left") as left:
            _egress(connect, left, page)
        page.load(talk.load, None, [chat, told])
        timer.tick(talk.poll, told, [chat, told], show_progress="hidden")
        # The page does one after another what is bound to the same trigger, so this comes first.
        gr.on([box.submit, button.click, chat.example_select, chat.option_select], _while_asked, None, stop, show_progress="hidden")
        asked = [
            trigger(talk.send, [box, told], [box, chat, told, timer], show_progress="hidden") for trigger in (box.submit, button.click)
        ]
        asked += [
            choice(talk.chosen, told, [box, chat, told, timer], show_progress="hidden")
            for choice in (chat.example_select, chat.option_select)
        ]
        for answered in asked:
            answered.then(_once_answered, None, stop, show_progress="hidden")
        stop.click(talk.stop, None, None, show_progress="hidden")
        box.submit(talk.said_stop, box, box, show_progress="hidden")
    return page


def _while_asked() -> Any:
    return gr.Button(visible=True)


def _once_answered() -> Any:
    return gr.Button(visible=False)


class Told(NamedTuple):
    """What a page shows: messages to the newest one, and after it what is said and not answered yet."""

    history: History = []
    newest: str = ""
    open: History = []


class _Talk:
    """The conversation."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def load(self, request: gr.Request) -> tuple[History, Told]:
        """Show the newest messages."""
        try:
            messages = self._connect(request).get("messages", limit=SHOWN)["messages"]
        except GatewayError as error:
            return [_said("assistant", f"{error}")], Told()
        told = _continued(Told(), messages)
        return told.history, told

    def poll(self, told: Told, request: gr.Request) -> tuple[Any, Any]:
        """Add what has come meanwhile: reminders, and messages of other channels."""
        try:
            messages = self._connect(request).get("messages", after=told.newest, limit=SHOWN)["messages"]
        except GatewayError:
            return gr.skip(), gr.skip()
        if not messages:
            return gr.skip(), gr.skip()
        told = _continued(told, messages)
        return told.history, told

    def chosen(self, told: Told, event: gr.SelectData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Say what a button says."""
        value = event.value
        text = value.get("text", value.get("value")) if isinstance(value, dict) else value
        yield from self.send(text if isinstance(text, str) else "", told, request)

    def send(self, text: str, told: Told, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Say something and show the answer as it comes. Polling rests meanwhile."""
        text = (text or "").strip()
        if not text:
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip()
            return
        told = Told(_without_options(told.history), told.newest, [*told.open, _said("user", text)])
        yield "", [*told.history, *told.open, _said("assistant", "…")], told, gr.Timer(active=False)
        try:
            yield from self._stream(text, told, request)
        except GatewayError as error:
            unanswered = _said("assistant", str(error), metadata={"title": "Not answered", "status": "done"})
            told = told._replace(open=[*told.open, unanswered])
            yield gr.skip(), [*told.history, *told.open], told, gr.Timer(active=True)

    def stop(self, request: gr.Request) -> None:
        """Have the model stop; what it has written stands, and comes as the answer."""
        try:
            self._connect(request).post("messages/stop")
        except GatewayError:
            return  # Whoever waits for the answer hears why.

    def said_stop(self, text: str, request: gr.Request) -> Any:
        """Stop also when that is written while an answer comes: nothing else can be sent then."""
        if (text or "").strip().casefold().rstrip(".!") not in STOPS:
            return gr.skip()
        self.stop(request)
        return ""

    def _stream(self, text: str, told: Told, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        history, spoken = [*told.history, *told.open], ""
        for name, data in self._connect(request).ask(text):
            if name == "token" or (name == "progress" and not spoken):
                spoken += data.get("text", "")
                yield gr.skip(), [*history, _said("assistant", spoken or worded(data))], gr.skip(), gr.skip()
            elif name == "reply":
                told = self._answered(told, history, data, request)
                yield gr.skip(), told.history, told, gr.Timer(active=True)

    def _answered(self, told: Told, history: History, data: dict[str, Any], request: gr.Request) -> Told:
        """Return what is shown once an answer is there: with whatever else came meanwhile, where that can be read."""
        answer = f"{data['id']}.a"
        try:
            messages = self._connect(request).get("messages", after=told.newest, limit=SHOWN)["messages"]
        except GatewayError:
            messages = []
        if any(message["id"] == answer for message in messages):
            return _continued(told, messages, asking=answer)
        return Told(history + _answer(data["reply"], data), answer)


def _egress(connect: Connect, tab: gr.Tab, page: gr.Blocks) -> None:
    """The record of what left, and a preview of what would."""
    gr.Markdown("Everything that leaves this machine is written down, byte for byte, before it leaves.")
    record = gr.HTML(elem_id="egress")
    again = gr.Button("Look again", size="sm")
    gr.Markdown("### What would leave?\nWrite a request and see what a cloud model would be shown of it. Nothing is sent.")
    text = gr.Textbox(show_label=False, placeholder="Remind me to call Anna on Friday at 5pm", elem_id="preview", container=False)
    masked = gr.Textbox(label="Would leave at most", interactive=False, elem_id="masked")

    def look(request: gr.Request) -> str:
        try:
            return _record(connect(request).get("egress", limit=200))
        except GatewayError as error:
            return f"<p>{escape(str(error))}</p>"

    def preview(words: str, request: gr.Request) -> str:
        if not (words or "").strip():
            return ""
        try:
            found = connect(request).post("redactions", {"text": words})
        except GatewayError as error:
            return str(error)
        return str(found["text"]) if found["leaves"] else f"Nothing: {found['reason']}."

    text.change(preview, text, masked, show_progress="hidden", trigger_mode="always_last")
    gr.on([page.load, tab.select, again.click], look, None, record, show_progress="hidden")


def _record(log: dict[str, Any]) -> str:
    """Return the record as HTML; every value is escaped."""
    lines = "".join(
        f"<li><time>{escape(when(entry['at']))}</time><span>to {escape(entry['party'])}</span><span>{escape(entry['purpose'])}</span>"
        f"<span>{entry['bytes']:d} B</span><span>{escape(entry['state'])}</span><code>{escape(entry['id'])}</code>"
        f"{_because(entry['request'])}</li>"
        for entry in log["entries"]
    )
    figure = f"{log['never_left']:d} of {log['requests']:d} requests never left this machine."
    kept = {entry["party"]: entry["keeps"] for entry in log["entries"]}
    keeps = "".join(f"<p class='keeps'>{escape(party)}: {escape(text)}</p>" for party, text in kept.items())
    return f'<p class="figure">{figure}</p>{keeps}<ul class="left">{lines or "<li>Nothing has left.</li>"}</ul>'


def _because(request: str) -> str:
    return f"<q>{escape(request[:SAID_CHARACTERS])}{'…' if len(request) > SAID_CHARACTERS else ''}</q>" if request else ""


def _continued(told: Told, messages: list[dict[str, Any]], *, asking: str = "") -> Told:
    """Return what a page shows after some more messages: what was open is among them, or was not taken in. One may ask back."""
    history = told.history + [part for message in messages for part in _shown(message, with_options=message["id"] == asking)]
    return Told(history, messages[-1]["id"] if messages else told.newest)


def _shown(message: dict[str, Any], *, with_options: bool) -> History:
    if message["role"] == "person":
        return [_said("user", message["text"])]
    return _answer(message["text"], message.get("reply") or {}, with_options=with_options)


def _answer(text: str, reply: dict[str, Any], *, with_options: bool = True) -> History:
    sources, engine = reply.get("sources") or [], reply.get("engine", "")
    parts = [_said("assistant", f"{text}\n\n({engine})" if engine.startswith("ollama/") else text)]
    if sources:
        lines = "".join(map(_source, sources))
        title = {"title": f"Sources ({len(sources)})", "status": "done"}
        parts.append({"role": "assistant", "content": gr.HTML(f'<ul class="sources">{lines}</ul>'), "metadata": title})
    if with_options and reply.get("follow_ups"):
        parts[-1]["options"] = [{"value": question} for question in reply["follow_ups"]]
    return parts


def _source(source: dict[str, Any]) -> str:
    """Return a source as HTML; every value is escaped. A message of a chat opens the passage around it."""
    text = f"{escape(source['kind'])}, {when(source['at'])}: {escape(source['text'])}"
    if source["kind"] != "message" or not source.get("chat", "").isalnum() or not source["id"].isdecimal():
        return f"<li>{text}</li>"
    address = f"/chats/{source['chat']}?around={source['id']}#chosen"
    return f'<li>{escape(source.get("sender") or "")} <a href="{address}">{text}</a></li>'


def _without_options(history: History) -> History:
    return [{**message, "options": []} for message in history]


def _said(role: str, text: str, **more: Any) -> dict[str, Any]:
    """Return a message. Gradio shows what it thinks is HTML even with Markdown off, so nothing that looks like it gets there."""
    return {"role": role, "content": escape(text, quote=False), **more}
