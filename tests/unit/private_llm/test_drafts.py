"""Drafts of messages: what they say to whom, in whose style, and what a model may make of them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from private_llm.domain.saying import addressed, style
from private_llm.domain.understanding import drafting
from tests.standins.mind import Mind
from tests.standins.planning import Scripted

HAD = tuple((Path(__file__).parents[2] / "conversations" / "chats.had").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("said", "person", "body"),
    [
        ("Draft a reply to Omar that I can swap if he takes Saturday", "Omar", "I can swap if you take Saturday."),
        ("draft a message to Tom asking if she has time on Friday", "Tom", "Do you have time on Friday?"),
        ("draft a message to Tom asking when he comes", "Tom", "When do you come?"),
        ("draft a reply to Omar asking whether he's free on Monday", "Omar", "Are you free on Monday?"),
        ("draft a text to Mikko asking him to bring his drill", "Mikko", "Could you please bring your drill?"),
        ("write a note to Anna saying he's late", "Anna", "You're late."),
        ("draft a message to Petri saying Liisa said she is late", "Petri", "Liisa said she is late."),
        ("draft a message to Petri that my boss lost his keys", "Petri", "My boss lost his keys."),
        ("draft a message to Mum that his flight lands at 5", "Mum", "His flight lands at 5."),
        ("draft a message to Sam that he knows her", "Sam", "He knows her."),
        ("Write a short message to Anna Kallio saying yes to lunch", "Anna Kallio", "Yes, lunch works for me."),
        ("draft a thank-you note to Marja for the cake", "Marja", "Thank you for the cake."),
        ("compose an apology to Sam for missing dinner", "Sam", "I'm sorry about missing dinner."),
        ("could you draft a reply to Reetta that the shifts are ok?", "Reetta", "The shifts are ok."),
        ("Draft a reply to Omar: yes I can", "Omar", "Yes I can."),
        ("reply to john's email today saying i will be late", "john", "I will be late."),
        ("Write Anna a message that I'm 10 minutes late", "Anna", "I'm 10 minutes late."),
        ("luonnostele viesti Omarille jossa kysyn voiko hän ottaa mun vuoron", "Omarille", "Voitko ottaa mun vuoron?"),
        ("kirjoita Reetalle viesti että vaihdan jos hän ottaa lauantain", "Reetalle", "Vaihdan jos otat lauantain."),
        ("luonnostele viesti Omarille että äiti sanoi että hän tulee", "Omarille", "Äiti sanoi että hän tulee."),
        ("vastaa Omarille että joo", "Omarille", "Joo."),
    ],
)
def test_a_draft_says_to_them_what_was_said_of_them(said: str, person: str, body: str) -> None:
    meant = drafting.read(said)

    assert meant is not None
    assert meant.intent == "draft_reply"
    words = meant.words
    assert words["person"] == person
    assert addressed.to(person, words["text"], addressed.link(words.get("when", ""), words.get("query", "")), meant.language) == body


@pytest.mark.parametrize(
    "said",
    [
        "Make a note to buy milk", "can you make a note for my next oil change", "please respond to me in spanish", "give me an answer to who made you", "answer in Finnish", "write down that Anna likes tea",
        "remind me to write to Anna", "create a list for the party", "when did Anna reply?", "find the message from Anna", "kirjoita muistiin että Anna soitti", "show my drafts", "make a reminder to reply to Anna",
    ],
)  # fmt: skip
def test_other_requests_are_no_drafts(said: str) -> None:
    assert drafting.read(said) is None


@pytest.mark.parametrize(
    ("written", "language", "message"),
    [
        (["Hi Bo, thank you. Best, Elli", "Hi Bo, I will come. Best, Elli"], "en", "Hi Bo,\n\nIt is ready.\n\nBest,\nElli"),
        (["hey! sure 🙂", "hey! where is the key? 🙂", "hey! I am here"], "en", "hey! It is ready. 🙂"),
        (["ok", "where are you?", "I am at the door", "the bus is late"], "en", "It is ready."),
        (["Moi! Tulen kohta", "moi! missä sä olet"], "fi", "Moi! Se on valmis."),
        (["Hi Bo, it is late"], "fi", "Hei Bo,\n\nSe on valmis.\n\nTerveisin\nElli"),
        ([], "en", "Hi Bo,\n\nIt is ready.\n\nBest regards\nElli"),
    ],
)
def test_a_message_is_written_as_the_person_writes(written: list[str], language: Any, message: str) -> None:
    manner = style.read(written, language, ["Elli"], "Elli")

    assert style.composed(manner, "Bo", "Se on valmis." if language == "fi" else "It is ready.") == message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("a bit more casual please", r"Hey Anna! The comments come on Thursday\."),
        ("make it shorter", r"The comments come on Thursday\."),
        ("could you make it more formal?", r"Dear Anna,\n\nThe comments come on Thursday\.\n\nKind regards\nElli"),
        ("friendlier", r"Hi Anna!\n\nThe comments come on Thursday\.\n\nAll the best\nElli"),
        ("in Finnish", r"I can't translate without a language model\..*The comments come on Thursday\..*"),
        ("make it longer", r"I can't make it longer without a language model\..*The comments come on Thursday\..*"),
    ],
)
def test_the_last_draft_is_changed(change: str, message: str, tmp_path: Path) -> None:
    mind = Mind(tmp_path, having=HAD)
    mind.ask("draft a reply to Anna Ranta saying that the comments come on Thursday")

    reply = mind.ask(change)

    assert reply.steps == ("draft_reply",)
    assert re.fullmatch(message, reply.text.removesuffix("\n\n(Answered without a language model: none is running here.)"), re.DOTALL), (
        reply.text
    )
    assert mind.settings() == {}


def test_a_draft_is_changed_more_than_once_and_to_whom_was_chosen(tmp_path: Path) -> None:
    mind = Mind(tmp_path, having=HAD)
    mind.ask("draft a message to Anna saying that the comments come on Thursday")
    mind.ask("2")
    mind.ask("more formal")

    reply = mind.ask("a bit shorter")

    assert reply.text.startswith("The comments come on Thursday.")
    assert {str(one.fields["recipient"]) for one in mind.kept("draft")} == {"Anna Ranta"}


@pytest.mark.parametrize("said", ["a bit more casual please", "make it shorter", "friendlier", "vähän rennommin"])
def test_without_a_draft_nothing_is_changed(said: str, tmp_path: Path) -> None:
    mind = Mind(tmp_path)

    assert mind.ask(said).steps != ("draft_reply",)
    assert mind.kept("draft") == []


def test_in_finnish_is_a_setting_when_no_draft_was_made(tmp_path: Path) -> None:
    mind = Mind(tmp_path)

    mind.ask("answer in Finnish")

    assert mind.settings() == {"language": "fi"}


class Wording(Scripted):
    """A model that writes one message."""

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message, self.seen = message, list[str]()

    def stream(self, system: str, messages: Any, **_: Any) -> Iterator[str]:
        self.seen.append(f"{system}\n{messages[-1][1]}")
        yield from re.findall(r"\S+\s*", self.message)


def test_a_model_words_a_draft_by_the_thread_and_the_style(tmp_path: Path) -> None:
    model = Wording("hey Omar! I can take Sunday if you take Friday, ok? 🙂")
    mind = Mind(tmp_path, writer=model, having=HAD)

    reply = mind.ask("Draft a reply to Omar that I can take Sunday if he takes Friday")

    assert reply.text == "hey Omar! I can take Sunday if you take Friday, ok? 🙂"
    assert reply.engine != "rules"
    assert "can you take my Sunday shift?" in model.seen[0]
    assert "hey Omar, sure, no problem" in model.seen[0]


@pytest.mark.parametrize(
    "message",
    [
        "hey Omar! I can take Sunday if you take Monday",
        "hey Omar! I can take Sunday",
        "hey Omar! I can take Sunday if you take Friday at 17",
        "hey Omar! I can take Sunday if you take Friday, says Petra",
        "Subject: shifts\n\nI can take Sunday if you take Friday",
        "I can take Sunday if you take Friday.\n\nShorter, more casual: I can take Sunday if you take Friday",
        "I can take Sunday if you take Friday. Best, [Your Name]",
        "I can take Sunday if you take Friday. " + "It is so nice of you to ask me that. " * 12,
    ],
)
def test_a_draft_of_a_model_that_lacks_or_invents_something_is_not_given(message: str, tmp_path: Path) -> None:
    mind = Mind(tmp_path, writer=Wording(message), having=HAD)

    reply = mind.ask("Draft a reply to Omar that I can take Sunday if he takes Friday")

    assert reply.engine == "rules"
    assert reply.text.startswith("hey! I can take Sunday if you take Friday. 🙂")


def test_a_draft_is_never_sent(tmp_path: Path) -> None:
    mind = Mind(tmp_path, having=HAD)

    mind.ask("Draft a reply to Omar that I can't come")
    mind.ask("send it")

    assert mind.published == []
    assert [effect.kind for effect in mind.ask("a bit shorter").effects] in (["draft"], [])


@pytest.mark.parametrize(
    ("said", "draft"),
    [
        ("Draft a reply to Anna: thanks", "Hi Anna,\n\nThanks.\n"),
        ("Draft a message to Anna saying thanks", "Hi Anna,\n\nThanks.\n"),
        ("Draft a reply to Ben: ok", "Hi Ben,\n\nOk.\n"),
        ("Luonnostele Annalle vastaus: kiitos", "Hei Anna,\n\nKiitos.\n"),
        ("Vastaa Annalle että kiitos", "Hei Anna,\n\nKiitos.\n"),
        ("Draft a reply to Anna saying I'll be late, thanks", "Hi Anna,\n\nI'll be late.\n"),
    ],
)
def test_a_courtesy_is_the_message_when_nothing_else_is_said(said: str, draft: str, tmp_path: Path) -> None:
    assert Mind(tmp_path).ask(said).text.startswith(draft)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Draft a message to Anna saying", "What should the message say?"),
        ("Draft a reply to Anna:", "What should the message say?"),
        ("Luonnostele Annalle vastaus:", "Mitä viestissä pitäisi sanoa?"),
        ("Vastaa Annalle että", "Mitä viestissä pitäisi sanoa?"),
    ],
)
def test_words_that_are_announced_and_do_not_come_are_asked_for(said: str, asked: str, tmp_path: Path) -> None:
    assert Mind(tmp_path).ask(said).text == asked
