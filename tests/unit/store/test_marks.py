"""What was forgotten does not come back when it is sent again, and what is left for that tells nothing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from shared.errors import Refused
from shared.metrics import Metrics
from shared.schemas import archive as ask
from shared.schemas.conversation import Reply
from store.adapters import conversations, pages
from store.adapters.backups import Backups, restore
from store.adapters.directory import Directory
from store.adapters.models import MarkRow, MarkSecretRow
from store.adapters.models_directory import GoneMarkRow
from store.adapters.vault import Vault
from store.handlers import Handlers
from store.keeping import Keeping
from tests.unit.store.conftest import NOW

WORDS = "remember that the aye-aye taps on wood"
SID = "SM0123456789abcdef0123456789abcdef"


class Told:
    """A note that was told to the assistant."""

    def __init__(self, vault: Vault, person: str, home: Path) -> None:
        self.vault, self.person, self.home = vault, person, home
        self.directory, self.backups = Directory(vault), Backups(vault, home)
        self.handlers = Handlers(vault, self.directory, self.backups)

    def tell(self, turn: str, *, channel: Any = "whatsapp", sid: str = SID, words: str = WORDS, person: str = "") -> ask.TurnBegun:
        """Handle a message as private-llm does."""
        who = person or self.person
        begun: Any = self.handlers.begin_turn(ask.BeginTurn(who, turn, channel, sid, words, NOW))
        if begun.reply is None:
            self.handlers.put_record(ask.PutRecord(who, "note", f"{begun.turn}-0", {"text": words}))
            self.handlers.finish_turn(ask.FinishTurn(who, begun.turn, channel, Reply("I'll remember it", "rules"), NOW))
        return begun  # type: ignore[no-any-return]

    def kept(self, person: str = "") -> tuple[list[str], list[str]]:
        """The words of notes, and what was said."""
        who = person or self.person
        notes: Any = self.handlers.list_records(ask.ListRecords(who, "note"))
        said: Any = self.handlers.list_messages(ask.ListMessages(who, 50))
        return [note.fields["text"] for note in notes.records], [message.text for message in said.messages]


@pytest.fixture
def told(vault: Vault, person: str, tmp_path: Path) -> Told:
    made = Told(vault, person, tmp_path)
    made.tell("t1")
    return made


@pytest.mark.parametrize(("kind", "thing"), [("note", "t1-0"), ("conversation", "t1")])
@pytest.mark.parametrize("words", [WORDS, "other words"])
def test_a_message_that_is_sent_again_after_it_was_forgotten_is_not_taken(told: Told, kind: Any, thing: str, words: str) -> None:
    told.handlers.forget(ask.Forget(told.person, kind, thing))
    before = told.kept()

    again = told.tell("t2", words=words)

    assert again.reply == conversations.FORGOTTEN
    assert told.kept() == before
    with pytest.raises(Refused, match="forgotten"):  # Nothing is sent to the person either.
        told.handlers.record_egress(
            ask.RecordEgress(told.person, f"reply#{again.turn}#0", "twilio", "answer", "https://x", "{}", again.turn, NOW)
        )


def test_the_same_holds_for_an_idempotency_key(told: Told) -> None:
    told.tell("t2", channel="api", sid="key-1", words="remember that the api is up")
    told.handlers.forget(ask.Forget(told.person, "note", "t2-0"))

    assert told.tell("t3", channel="api", sid="key-1", words="remember that the api is up").reply == conversations.FORGOTTEN
    assert told.tell("t4", channel="api", sid="key-2").reply is None


def test_what_was_not_forgotten_is_answered_as_before(told: Told) -> None:
    told.tell("t2", sid="SM2", words="remember that lemurs leap")
    told.handlers.forget(ask.Forget(told.person, "note", "t2-0"))

    again = told.tell("t3")

    assert again.turn == "t1"
    assert again.reply is not None
    assert again.reply.text == "I'll remember it"


def test_a_mark_tells_neither_the_id_nor_whose_it_was(told: Told) -> None:
    other = told.vault.create_person()
    told.tell("o1", person=other)
    marks = []
    for who, turn in ((told.person, "t1"), (other, "o1")):
        told.handlers.forget(ask.Forget(who, "conversation", turn))
        with told.vault.person(who, "test") as session:
            marks.append(session.scalars(select(MarkRow.digest)).one())
            assert len(session.scalars(select(MarkSecretRow.secret)).one()) == 32
        told.vault.searched(who, [])
        key = told.vault._opened(who).keys[-1]
        assert not any(SID.encode() in page for page in pages.decrypted(told.vault.path(who), key))

    assert marks[0] != marks[1]


def test_a_backup_from_which_it_was_taken_does_not_take_it_again_either(told: Told) -> None:
    told.backups.make(NOW, keep=7)
    told.handlers.forget(ask.Forget(told.person, "note", "t1-0"))
    Keeping(told.vault, told.directory, told.backups, Metrics("test"), every_hours=24, keep=7).sweep()

    restore(told.backups.every()[0].path, told.home / "restored", told.vault.master)
    restored = Told(Vault(told.home, told.vault.master, folder="restored"), told.person, told.home)

    assert restored.tell("t2").reply == conversations.FORGOTTEN
    assert restored.kept() == ([], [])


@pytest.mark.parametrize("forgotten_before", [True, False])
def test_a_message_of_somebody_who_is_gone_is_nobody_elses(told: Told, forgotten_before: bool) -> None:
    """Their number may be linked to somebody by then."""
    other = told.vault.create_person()
    if forgotten_before:
        told.handlers.forget(ask.Forget(told.person, "note", "t1-0"))
    told.tell("t2", channel="api", sid="key-1")
    told.handlers.forget_person(ask.ForgetPerson(told.person))

    assert told.tell("o1", person=other).reply == conversations.FORGOTTEN
    assert told.kept(other) == ([], [])
    assert told.tell("o2", person=other, sid="SM-new").reply is None
    assert told.tell("o3", person=other, channel="api", sid="key-1").reply is None  # Keys are each person's own.


def test_a_backup_without_somebody_knows_their_messages_too(told: Told) -> None:
    other = told.vault.create_person()
    told.backups.make(NOW, keep=7)
    told.handlers.forget_person(ask.ForgetPerson(told.person))

    restore(told.backups.every()[0].path, told.home / "restored", told.vault.master)
    restored = Told(Vault(told.home, told.vault.master, folder="restored"), other, told.home)

    assert restored.tell("o1").reply == conversations.FORGOTTEN


def test_whose_file_can_not_be_read_is_forgotten_all_the_same(told: Told) -> None:
    told.vault._drop(told.person)
    told.vault.path(told.person).write_bytes(b"x" * 8192)

    told.vault.forget_person(told.person)

    assert told.vault.everybody() == []
    with told.vault.directory() as session:
        assert session.scalars(select(GoneMarkRow)).all() == []
