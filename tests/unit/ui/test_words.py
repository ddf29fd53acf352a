"""What pages say: in both languages alike, and nothing that no page says."""

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from gateway.routes import problems
from private_llm.domain import skills
from shared.remains import in_finnish
from shared.schemas import archive as ask
from store.handlers import COUNTED
from ui import browser, dates, pages, times, words
from ui import terminal as program
from ui.client import GatewayError
from ui.things import list_name
from ui.words import en, fi, others, terminal

SOURCES = Path(words.__file__).parents[1]
CODE = {path: path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py") if path.parent != SOURCES / "words"}
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("assets/*.js"))
GROUPS = [name for name, group in vars(en).items() if isinstance(group, SimpleNamespace)]


@pytest.fixture
def finnish() -> Iterator[None]:
    """A reader who reads Finnish."""
    words.speak("fi")
    yield
    words.speak("en")


def leaves(said: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield every text with its place."""
    if isinstance(said, str):
        yield where, said
        return
    parts = said.items() if isinstance(said, dict) else enumerate(said)
    for name, part in parts:
        yield from leaves(part, (*where, name))


def values(text: str) -> list[str]:
    """Return which values a text has, by name; one in a form that is filled in twice counts too."""
    named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return sorted(named) + ["{}"] * text.count("{{}}")


@pytest.mark.parametrize("group", GROUPS)
def test_both_languages_say_the_same_with_the_same_values(group: str) -> None:
    english, finnish = dict(leaves(vars(getattr(en, group)))), dict(leaves(vars(getattr(fi, group))))

    assert english.keys() == finnish.keys()
    for where, text in english.items():
        assert bool(finnish[where]) is bool(text), where
        assert values(finnish[where]) == values(text), where


def test_both_languages_have_the_same_groups() -> None:
    assert {name for name, group in vars(fi).items() if isinstance(group, SimpleNamespace)} == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_every_word_is_said_somewhere(group: str) -> None:
    said = SCRIPTS if group == "SCRIPTS" else "\n".join(code for code in CODE.values() if f'words.of("{group}")' in code)

    assert [key for key in vars(getattr(en, group)) if not re.search(rf'[."]{key}\b', said)] == []


@pytest.mark.parametrize("path", [path for path, code in CODE.items() if "words.of(" in code], ids=lambda path: path.name)
def test_a_page_says_only_what_there_are_words_for(path: Path) -> None:
    groups, said = {}, []
    for node in ast.walk(ast.parse(CODE[path])):
        if isinstance(node, ast.Assign):
            groups |= dict(_bound(node.targets[0], node.value))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            said.append((node.value.id, node.attr))

    assert [(name, key) for name, key in said if name in groups and not hasattr(getattr(en, groups[name]), key)] == []


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _bound(one, other)
    elif isinstance(target, ast.Name) and isinstance(value, ast.Call) and ast.unparse(value.func) == "words.of":
        yield target.id, str(ast.literal_eval(value.args[0]))


def test_scripts_say_only_what_there_are_words_for() -> None:
    said = set(re.findall(r"\bW\.(\w+)", SCRIPTS))

    assert said == set(vars(en.SCRIPTS))


def test_what_other_parts_say_has_its_values_in_finnish_too() -> None:
    for text, finnish in words.FINNISH.items():
        named = [int(name) for _, name, _, _ in Formatter().parse(finnish) if name]
        assert text.count("{}") >= max(finnish.count("{}"), max(named, default=-1) + 1), text


def test_every_help_of_the_terminal_is_in_finnish() -> None:
    def helps(parser: argparse.ArgumentParser) -> Iterator[str]:
        yield from (action.help for action in parser._actions if action.help and action.help != argparse.SUPPRESS)
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for sub in action.choices.values():
                    yield from helps(sub)

    english = set(helps(program.parser()))
    about = {text for group in program.parser().groups.values() for text in group.values()}
    words.speak("fi")
    left = {text for text in english | about if words.said(text) == text}
    words.speak("en")

    assert len(english) > 50
    assert left == set()


def test_every_failure_in_the_terminal_has_finnish_words() -> None:
    code = "\n".join(text for path, text in CODE.items() if path.parent.name == "commands")
    failed = re.findall(r'(?:GatewayError\(\s*\d+,|NothingFound\(|(?<![\w.])nothing\(|what=)\s*f?"([^"]+)"', code)

    assert len(failed) > 20
    assert [
        text
        for text in failed
        if re.sub(r"\{[^}]*\}", "{}", text).removesuffix(".") not in terminal.FINNISH and text not in terminal.FINNISH
    ] == []


@pytest.mark.usefixtures("finnish")
def test_every_error_of_the_gateway_has_a_finnish_title() -> None:
    titles = [*problems.TITLES.values(), *(title for _, title in problems.STATUS.values())]

    assert [title for title in titles if title not in others.FINNISH] == []
    assert words.explained("There is no such thing: there is nothing with this id.") == "Tällaista ei ole: tällä tunnuksella ei ole mitään."


@pytest.mark.usefixtures("finnish")
def test_an_error_that_there_are_no_words_for_is_told_by_its_title_and_never_in_another_language() -> None:
    assert words.explained("There is no such thing: the moon is out.") == "Tällaista ei ole."
    assert words.explained("The moon is out.") == "Jokin meni vikaan."
    assert str(GatewayError(503, "The assistant does not answer at http://x:1. Is it running? Start it with “make run”.")).startswith(
        "Avustaja ei vastaa osoitteessa http://x:1."
    )


def test_every_error_of_the_front_end_s_pages_has_finnish_words() -> None:
    pages_code = "\n".join(code for path, code in CODE.items() if path.parent == SOURCES and path.name not in ("place.py", "terminal.py"))
    said = re.findall(r'(?:GatewayError|HTTPException)\(\d+, (?:f)?"([^"]+)"', pages_code)

    assert len(said) > 5
    assert [text for text in said if re.sub(r"\{[^}]*\}", "{}", text).removesuffix(".") not in others.FINNISH] == []


def test_every_act_of_the_assistant_and_everything_that_can_be_forgotten_has_a_name() -> None:
    acts = {path.stem for path in Path(str(skills.__file__)).parent.glob("[a-z]*.py")}

    assert acts <= set(en.TALK.acts)
    assert set(get_args(ask.Forget.__annotations__["kind"])) <= set(en.RECEIPT.kinds)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("fi-FI,fi;q=0.9,en;q=0.8", "fi"), ("sv,en-GB;q=0.5,fi;q=0.4", "en"), ("FI", "fi"), ("de", "en"), ("fi;q=0, en;q=0.1", "en"), ("fi;q=x", "en"),
     ("*", "en"), ("\0,;=,fi ; q = 0.7", "fi"), ("en;q=0.2,fi;q=0.3," * 1000, "fi"), ("fi;q=.,en;q=0.1", "en")],
)  # fmt: skip
def test_a_browser_is_answered_in_the_language_that_it_wants_most(accepted: str, language: str) -> None:
    assert words.preferred(accepted) == language


@pytest.mark.usefixtures("finnish")
def test_days_and_times_are_said_as_the_language_says_them() -> None:
    at = times.local("2026-11-28T07:00:00+00:00", "Europe/Helsinki")

    assert (dates.at(at), dates.soon(at), dates.clock(at), dates.long(at)) == (
        "la 28.11.2026 klo\u00a09.00", "la 28.11. klo\u00a09.00", "9.00", "lauantai 28. marraskuuta 2026",
    )  # fmt: skip
    words.speak("en")
    assert (dates.at(at), dates.soon(at), dates.clock(at), dates.long(at)) == (
        "Sat 28 Nov 2026 09:00", "Sat 28 Nov 09:00", "09:00", "Saturday 28 November 2026",
    )  # fmt: skip


@pytest.mark.usefixtures("finnish")
def test_a_page_is_finnish_to_its_last_word() -> None:
    page = pages.sign_in()

    assert '<html lang="fi">' in page
    assert "Kirjaudu sisään" in page
    assert not re.search(r"\b(?:the|Sign|with|your)\b", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))


def test_one_reader_s_language_is_not_another_s() -> None:
    page = browser.build(lambda _request: None, lambda _request: None, lambda _request: None)  # type: ignore[arg-type, return-value]

    def shown() -> tuple[Any, ...]:
        parts = {part["props"].get("elem_id"): part["props"] for part in page.config["components"]}
        return parts["send"]["value"], parts["message"]["placeholder"], "Lähetetään" in parts["chat"]["js_on_load"]

    before = shown()
    words.speak("fi")
    among = shown()
    words.speak("en")

    assert before == shown() == ("Send", "Write to your assistant", False)
    assert among == ("Lähetä", "Kirjoita avustajallesi", True)


def test_a_receipt_has_a_word_for_everything_that_the_store_counts() -> None:
    counted = {table.__tablename__ for table in COUNTED} | {"attachment", "backup", "answer"}

    assert counted <= set(en.RECEIPT.kinds)
    assert set(en.RECEIPT.kinds) == set(fi.RECEIPT.kinds)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("an older backup in the data folder, out of which it is being taken now", "vanhempi varmuuskopio, josta sitä poistetaan parhaillaan"),
        ("3 older backups in the data folder, out of which it is being taken now", "3 vanhempaa varmuuskopiota, joista sitä poistetaan parhaillaan"),
        ("1 message of others in which the name stands", "1 muiden viesti, jossa nimi mainitaan"),
        ("4 messages of others in which the name stands", "4 muiden viestiä, joissa nimi mainitaan"),
        ("something new", "something new"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("finnish")
def test_what_remains_is_told_alike_on_pages_and_in_the_talk(said: str, told: str) -> None:
    assert words.said(said) == in_finnish(said) == told


@pytest.mark.usefixtures("finnish")
def test_a_list_is_called_by_its_name_in_the_language() -> None:
    assert [list_name(name) for name in ("shopping", "todo", "cabin")] == ["Ostoslista", "Tehtävälista", "cabin"]
