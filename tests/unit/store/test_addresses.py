"""Telephones that are linked to a person and let go, and settings that are as for everybody again."""

import pytest

from shared.schemas import archive as ask
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.handlers import Handlers

TELEPHONE = ("whatsapp", "twilio", "whatsapp:+358401234567")


@pytest.fixture
def handlers(vault: Vault) -> Handlers:
    return Handlers(vault, Directory(vault))


def link(handlers: Handlers, person: str, number: str) -> None:
    code = handlers._directory.offer_link(person)[0]
    handlers.link(ask.Link(code, "whatsapp", "twilio", number))


def test_a_telephone_is_let_go_by_whose_it_is_and_by_nobody_else(handlers: Handlers, vault: Vault, person: str) -> None:
    other = vault.create_person()
    link(handlers, person, TELEPHONE[2])
    link(handlers, other, "whatsapp:+358409999999")
    handlers.share_calendar(ask.ShareCalendar(person, "a" * 64))
    [mine] = handlers.list_addresses(ask.ListAddresses(person)).addresses  # type: ignore[attr-defined]

    assert mine.address == TELEPHONE[2]
    assert mine.id not in mine.address
    assert not handlers.unlink(ask.Unlink(other, mine.id)).fresh  # type: ignore[attr-defined]
    assert handlers.identify(ask.Identify(*TELEPHONE)) == ask.Identified(person)
    assert [handlers.unlink(ask.Unlink(person, mine.id)).fresh for _ in range(2)] == [True, False]  # type: ignore[attr-defined]

    assert handlers.identify(ask.Identify(*TELEPHONE)) == ask.Identified(None)
    assert len(handlers.list_addresses(ask.ListAddresses(other)).addresses) == 1  # type: ignore[attr-defined]
    assert handlers.is_calendar_shared(ask.AskCalendarShared(person)) == ask.CalendarShared(True)


def test_a_setting_without_a_value_is_as_for_everybody(handlers: Handlers, person: str) -> None:
    for value in ("fi", "fi", "", ""):
        handlers.set_setting(ask.SetSetting(person, "language", value))
    handlers.set_setting(ask.SetSetting(person, "zone", "Europe/Helsinki"))

    assert handlers.list_settings(ask.ListSettings(person)) == ask.Settings({"zone": "Europe/Helsinki"})
