"""How many messages there are, of whom and where."""

from pathlib import Path

import pytest

from tests.standins.mind import Mind

HAVING = (
    "message: Perhe | Jussi Virtanen | vuokra on 850 euroa @ 2026-11-10T10:00",
    "message: Perhe | Jussi Virtanen | tulen huomenna kotiin @ 2026-11-21T10:00",
    "message: Perhe | Anna | Jussi kävi lääkärissä @ 2026-11-21T12:00",
    "message: Work | Jussi Virtanen | I moved to Tampere @ 2026-11-22T12:00",
    "note: the code of the bike lock is 4417",
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how many messages did Jussi write", "3 messages (by “Jussi Virtanen”)."),
        ("How many messages has Jussi sent me?", "3 messages (by “Jussi Virtanen”)."),
        ("how many messages are there in the Perhe chat", "3 messages (chat “Perhe”)."),
        ("How many messages did Anna send in the Perhe chat?", "1 message (chat “Perhe”; by “Anna”)."),
        ("how many messages do I have", "4 messages in all your chats."),
        ("kuinka monta viestiä Jussi kirjoitti", "3 viestiä (kirjoittaja “Jussi Virtanen”)."),
        ("montako viestiä perhechatissa on", "3 viestiä (keskustelu “Perhe”)."),
        (
            "how many messages did Jussi write last week",
            "2 messages (by “Jussi Virtanen”; Monday 16 November 2026 – Sunday 22 November 2026).",
        ),
    ],
)
def test_messages_are_counted(tmp_path: Path, question: str, answer: str) -> None:
    assert Mind(tmp_path, having=HAVING).ask(question).text == answer


@pytest.mark.parametrize("question", ["how many messages did Kalle write", "how many messages about the rent did Jussi write"])
def test_nothing_is_counted_of_what_is_not_known_as_a_place(tmp_path: Path, question: str) -> None:
    assert "messages (" not in Mind(tmp_path, having=HAVING).ask(question).text


@pytest.mark.parametrize("question", ["what is my locker number", "mikä mun kaapin numero on", "mikä kaapin numero on"])
def test_a_locker_is_no_lock(tmp_path: Path, question: str) -> None:
    answer = Mind(tmp_path, having=HAVING).ask(question).text

    assert "4417" not in answer
    assert "found nothing" in answer or "En löytänyt" in answer
