"""The browser front end in Gradio: the conversation. It shows text as text and fetches nothing."""

from collections.abc import Callable, Iterator
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any

import gradio as gr

from ui.frame import HEADER, TOKENS, asset, header
from ui.said import drawn
from ui.talk import Connect, Lines, Talk, Told

POLL_SECONDS = 4
LIST = '<div role="log" aria-label="Conversation" aria-live="polite"><ol></ol></div>'
SCRIPT = asset("talk.js")
CSS = asset("browser.css")
HEAD = f"<style>{TOKENS}{HEADER}</style>"
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


def build(connect: Connect, line: Lines) -> gr.Blocks:
    """Return the page; `connect` gives the gateway client of whoever is signed in, `line` what their session has said."""
    talk = Talk(connect, line)
    with gr.Blocks(title="Sihteeri", analytics_enabled=False, delete_cache=(3600, 3600), fill_height=True) as page:
        gr.HTML(header("/"), apply_default_css=False, padding=False)
        _conversation(talk, page)
    return page


def _conversation(talk: Talk, page: gr.Blocks) -> None:
    chat = gr.HTML(elem_id="chat", html_template=LIST, js_on_load=SCRIPT, apply_default_css=False)
    told = gr.State(Told())  # Here and not in the page: what a page sends back could be anything.
    with gr.Row(elem_id="compose"):
        box = gr.Textbox(
            placeholder="Write to your assistant",
            label="Message",
            show_label=False,
            lines=1,
            max_lines=8,
            autofocus=True,
            scale=8,
            elem_id="message",
            container=False,
        )
        button = gr.Button("Send", variant="primary", scale=1, min_width=80, elem_id="send")
    timer = gr.Timer(POLL_SECONDS)
    shown, speaks = [chat, told], [box, chat, told]
    page.load(_drawing(talk.load), None, shown).then(_drawing(talk.follow), told, speaks, show_progress="hidden")
    timer.tick(_drawing(talk.poll), told, shown, show_progress="hidden")
    for trigger in (box.submit, button.click):
        trigger(_drawing(talk.send), [box, told], speaks, show_progress="hidden", trigger_mode="multiple")
    chat.select(_drawing(talk.chosen), told, speaks, show_progress="hidden", trigger_mode="multiple")
    chat.stop(talk.stop, None, None, show_progress="hidden")
    for act, trigger in ((talk.earlier, chat.earlier), (talk.drop, chat.drop), (talk.done, chat.done)):
        trigger(_drawing(act), told, shown, show_progress="hidden", trigger_mode="multiple")


def _drawing(act: Callable[..., Any]) -> Callable[..., Any]:
    """Return what a page asks for, with the conversation as the page's script draws it. (Not by a class of ours over `gr.HTML`: Gradio 6.31
    writes a file beside each.)"""

    def drawing(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(drawn(value) if isinstance(value, list) else value for value in values)

    @wraps(act)
    def once(*given: Any) -> tuple[Any, ...]:
        return drawing(act(*given))

    @wraps(act)
    def streaming(*given: Any) -> Iterator[tuple[Any, ...]]:
        for values in act(*given):
            yield drawing(values)

    return streaming if isgeneratorfunction(act) else once
