"""The browser front end in Gradio: the conversation. It shows text as text and fetches nothing."""

from collections.abc import Callable, Iterator
from functools import partial, wraps
from inspect import isgeneratorfunction
from typing import Any

import gradio as gr

from ui import words
from ui.frame import DUE, HEADER, KEYS, TOKENS, asset, header
from ui.said import drawn
from ui.talk import Connect, Lines, Talk, Told
from ui.threads_pages import panel

POLL_SECONDS = 4
LIST = '<div role="log" aria-label="{}" aria-live="polite"><ol></ol></div>'
ABOUT = '<p class="about" hidden>{}</p>'
WHERE = (
    '<div id="where"><button type="button" aria-controls="beside" aria-expanded="false" aria-label="{0}">☰ <span class="wide">{0}</span></button>'
    '<bdi></bdi><a class="change" hidden>{1}</a><form method="post" hidden><button>{2}</button></form></div>'
)
"""In which conversation one is, and the way to the others."""
W, T = words.of("TALK"), words.of("THREADS")
SCRIPT, THREADS = asset("files.js") + asset("talk.js"), asset("threads.js")
CSS = asset("browser.css")
HEAD = f"<style>{TOKENS}body {{ color-scheme: light; }} body.dark {{ color-scheme: dark; }}{HEADER}</style><script>{DUE}{KEYS}</script>"
"""Not among the rest: Gradio rewrites its selectors."""
THEME = gr.themes.Soft(
    primary_hue="emerald",
    secondary_hue="emerald",
    neutral_hue="stone",
    font=["system-ui", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
).set(  # The colours of the other pages: text is at least 4.5 times as bright as its ground, or the reverse (WCAG 2.2, 1.4.3).
    input_border_width="1px",
    input_placeholder_color="*neutral_500",
    input_placeholder_color_dark="*neutral_300",
    block_title_background_fill="none",
    **{
        f"{name}{mode}": f"var(--{colour})"
        for mode in ("", "_dark")
        for name, colour in {
            "body_background_fill": "ground",
            "background_fill_primary": "card",
            "block_background_fill": "card",
            "input_background_fill": "card",
            "input_border_color": "line",
            "border_color_primary": "line",
            "body_text_color": "ink",
            "body_text_color_subdued": "soft",
            "block_title_text_color": "ink",
            "button_primary_background_fill": "green",
            "button_primary_background_fill_hover": "green",
            "button_primary_text_color": "on-green",
        }.items()
    },
)


Heed = Callable[[gr.Request], None]


class Page(gr.Blocks):
    """Gradio's page, which is given out in the language of whoever reads it."""

    @property
    def config(self) -> Any:
        """What the page is made of. Gradio makes it once, and gives out copies of what is read here."""
        said = _said()
        parts = [{**one, "props": {**one["props"], **said.get(one["props"].get("elem_id"), {})}} for one in self._made["components"]]
        return {**self._made, "components": parts}

    @config.setter
    def config(self, made: Any) -> None:
        self._made = made


def _said() -> dict[str, dict[str, Any]]:
    """Return the words of each part of the page, by its name."""
    return {
        "top": {"value": header("/")},
        "threads": {"html_template": panel(), "js_on_load": words.script(THREADS)},
        "which": {"value": WHERE.format(T.title, T.change, T.end)},
        "chat": {"html_template": ABOUT.format(T.about_temporary) + LIST.format(W.log), "js_on_load": words.script(SCRIPT)},
        "message": {"placeholder": W.placeholder, "label": W.label},
        "send": {"value": W.send},
    }


def build(connect: Connect, lines: Lines, heed: Heed) -> gr.Blocks:
    """Return the page; `connect` gives the gateway client of whoever is signed in, `lines` what their session has said, and `heed` has what
    follows said as they want it."""
    talk = Talk(connect, lines)
    with Page(title="Sihteeri", analytics_enabled=False, delete_cache=(3600, 3600), fill_height=True) as page:
        with gr.Sidebar(open=False, elem_id="beside", width=264):
            gr.HTML(**_said()["threads"], elem_id="threads", apply_default_css=False, padding=False)
        gr.HTML(**_said()["top"], elem_id="top", apply_default_css=False, padding=False)
        gr.HTML(**_said()["which"], elem_id="which", apply_default_css=False, padding=False)
        _conversation(talk, page, partial(_drawing, heed=heed))
    return page


def _conversation(talk: Talk, page: gr.Blocks, drawing: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    said = _said()
    chat = gr.HTML(**said["chat"], elem_id="chat", apply_default_css=False)
    told = gr.State(Told())  # Here and not in the page: what a page sends back could be anything.
    with gr.Row(elem_id="compose"):
        box = gr.Textbox(
            **said["message"],
            show_label=False,
            lines=1,
            max_lines=8,
            autofocus=True,
            scale=8,
            elem_id="message",
            container=False,
        )
        button = gr.Button(**said["send"], variant="primary", scale=1, min_width=80, elem_id="send")
    timer = gr.Timer(POLL_SECONDS)
    shown, speaks = [chat, told], [box, chat, told]
    page.load(drawing(talk.load), None, shown, show_progress="hidden").then(drawing(talk.follow), told, speaks, show_progress="hidden")
    timer.tick(drawing(talk.poll), told, shown, show_progress="hidden")
    for trigger in (box.submit, button.click):
        trigger(drawing(talk.send), [box, told], speaks, show_progress="hidden", trigger_mode="multiple")
    chat.select(drawing(talk.chosen), told, speaks, show_progress="hidden", trigger_mode="multiple")
    chat.stop(talk.stop, told, None, show_progress="hidden")
    for act, trigger in ((talk.earlier, chat.earlier), (talk.drop, chat.drop), (talk.done, chat.done)):
        trigger(drawing(act), told, shown, show_progress="hidden", trigger_mode="multiple")


def _drawing(act: Callable[..., Any], *, heed: Heed) -> Callable[..., Any]:
    """Return what a page asks for, with the conversation as the page's script draws it. (Not by a class of ours over `gr.HTML`: Gradio 6.31
    writes a file beside each.)"""

    def drawing(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(drawn(value) if isinstance(value, list) else value for value in values)

    def speaking(given: tuple[Any, ...]) -> None:
        heed(next(one for one in given if isinstance(one, gr.Request)))

    @wraps(act)
    def once(*given: Any) -> tuple[Any, ...]:
        speaking(given)
        return drawing(act(*given))

    @wraps(act)
    def streaming(*given: Any) -> Iterator[tuple[Any, ...]]:
        speaking(given)
        for values in act(*given):
            yield drawing(values)
            speaking(given)  # Gradio takes each step in another context.

    return streaming if isgeneratorfunction(act) else once
