"""Names agree wherever they stand, and what the papers say is there is there."""

import ast
import importlib.util
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

import gateway.settings
import interpreter.settings
import private_llm.settings
import store.settings
import ui.settings
from shared.bus import topology
from shared.settings import InvalidSetting, load, names

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("gateway", "interpreter", "private-llm", "store", "ui")
SETTINGS = {
    "gateway": gateway.settings.Settings,
    "interpreter": interpreter.settings.Settings,
    "private-llm": private_llm.settings.Settings,
    "store": store.settings.Settings,
    "ui": ui.settings.Settings,
}


@pytest.mark.parametrize("service", SERVICES)
def test_one_name_in_six_places(service: str) -> None:
    package = service.replace("-", "_")
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

    assert (ROOT / "services" / service / "src" / package / "__main__.py").is_file()
    assert f'name = "sihteeri-{service}"' in (ROOT / "services" / service / "pyproject.toml").read_text()
    assert service in compose["services"]
    assert compose["services"][service]["build"]["args"]["SERVICE"] == service
    assert re.search(rf"^{service}:", (ROOT / "Procfile").read_text(), re.MULTILINE)
    assert f"{package.upper()}_PORT" in (ROOT / ".env.example").read_text()


@pytest.mark.parametrize("service", SERVICES)
def test_every_setting_is_in_the_example(service: str) -> None:
    example = (ROOT / ".env.example").read_text()

    assert [name for name in names(SETTINGS[service]) if not re.search(rf"^#?\s?{name}=", example, re.MULTILINE)] == []


def test_each_package_is_needed_by_one_service_alone() -> None:
    for package, owner in {
        "openai": "interpreter",
        "sqlcipher3": "store",
        "twilio": "gateway",
        "ollama": "private-llm",
        "gradio": "ui",
    }.items():
        users = [service for service in SERVICES if f'"{package}"' in (ROOT / "services" / service / "pyproject.toml").read_text()]
        assert users == [owner]


def test_the_definitions_are_those_of_the_message_classes() -> None:
    written = json.loads((ROOT / "deploy/rabbitmq/definitions.json").read_text())

    assert written == json.loads(json.dumps(topology.definitions({})))


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for text in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        for target in re.findall(r"`make ([a-z-]+)", (ROOT / text).read_text()):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{text} names make {target}"


def test_no_file_names_a_package_registry() -> None:
    for path in (*ROOT.glob("*.*"), *ROOT.glob("deploy/**/*"), ROOT / "Makefile"):
        if path.is_file():
            assert not re.search(r"(extra-)?index-url|find-links|pypi\.org|files\.pythonhosted", path.read_text(errors="ignore")), path


def test_a_setting_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-a-file\n")

    assert load(interpreter.settings.Settings, {"OPENAI_API_KEY_FILE": str(tmp_path / "key")}).openai_key == "from-a-file"


@pytest.mark.parametrize(("name", "value"), [("GATEWAY_PORT", "secret-text"), ("GATEWAY_PORT", "0"), ("GATEWAY_PORT", "99999")])
def test_a_wrong_setting_is_named_and_not_shown(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting, match=name) as refused:
        load(gateway.settings.Settings, {name: value})

    assert "secret-text" not in str(refused.value)


def test_settings_print_nothing() -> None:
    for kind in SETTINGS.values():
        assert all(entry.repr is False or not kind.__dataclass_params__.repr for entry in fields(kind))  # type: ignore[attr-defined]


PROMISES = sorted((ROOT / "tests" / "promises").glob("test_*.py"))


@pytest.mark.parametrize("path", PROMISES, ids=lambda path: path.stem)
def test_a_promise_is_named_alike_in_its_test_and_in_the_paper(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    claim, kept_by = docstring.split("\n\n", 1)
    number, sentence = re.fullmatch(r"Promise (\d)\. (.*)", claim.replace("\n", " "), re.DOTALL).groups()  # type: ignore[union-attr]

    assert f"\n{number}. {sentence}\n" in (ROOT / "PRIVACY.md").read_text(encoding="utf-8")
    assert path.stem.startswith(f"test_{number}_")
    keepers = [name for name in re.findall(r"`([a-z_.]+)`", kept_by) if "." in name]
    assert keepers
    assert [name for name in keepers if importlib.util.find_spec(name) is None] == []


def test_every_promise_has_a_test() -> None:
    promised = re.findall(r"^(\d)\. ", (ROOT / "PRIVACY.md").read_text(encoding="utf-8").split("## What leaves")[0], re.MULTILINE)

    assert [path.stem[5] for path in PROMISES] == promised == ["1", "2", "3", "4", "5", "6"]
