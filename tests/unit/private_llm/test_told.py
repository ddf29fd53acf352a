"""What is kept unasked of what is told, and what is not; and how values, names and numbers are read."""

import pytest

from private_llm.domain.redaction import names
from private_llm.domain.retrieval import question
from private_llm.domain.sums import numbers
from private_llm.domain.understanding import correcting, told

KEPT = (
    "my locker is 214", "the spare key is under the blue flowerpot", "my wife's ring size is 16.5", "The landlord's name is Heikki Salonen",
    "our wifi is Koti_5G and the password is kissa666", "my salary is 3400 euros a month", "I parked the car on level 3", "I'm allergic to nuts",
    "my doctor is Salmi", "taloyhtiön ovikoodi on 1974C", "mun verityyppi on A+", "pyykkituvan avain on keittiön ylälaatikossa",
    "mulla on laktoosi-intoleranssi", "isännöitsijän meili on pirjo@talo.fi", "vuokra on 745 euroa kuussa", "dad's birthday is 7 June",
)  # fmt: skip
NOT_KEPT = (
    "I can't remember where I put my passport", "my brother forgot his keys in the car", "the alarm went off at 6", "the bus was 20 minutes late",
    "my mom is in the hospital", "the cat is in the garden", "the concert is on Friday", "the train is at 9:15", "my phone is at 5%",
    "the answer is 42", "it is 5 degrees outside", "your code is 1234", "the size is 42", "I think the code is 5566", "the code isn't 5566",
    "is the code 5566?", "matti told me his pin is 1234", "my pin is 1234, just kidding", "I left my wife at the altar", "I put the kids in the car",
    "äiti on sairaalassa", "Ville on Espoossa", "ruoka on pöydässä", "mun auto on korjaamolla", "kokous on perjantaina klo 9",
    "luulen että koodi on 5566", "pomo sanoi että palkka on 3000", "mulla on nälkä", "remind me that my locker is 214", "don't remember this: my pin is 1234",
)  # fmt: skip


@pytest.mark.parametrize("said", KEPT)
def test_a_plain_fact_of_ones_own_life_is_kept(said: str) -> None:
    meant = told.read(said)
    assert meant is not None and (meant.intent, meant.words["text"]) == ("remember", said)


@pytest.mark.parametrize("said", NOT_KEPT)
def test_what_is_guessed_heard_felt_asked_or_passes_is_not_kept_unasked(said: str) -> None:
    assert told.read(said) is None


@pytest.mark.parametrize(
    ("note", "said", "now"),
    [
        ("my locker is 214", "it's 215 now", "my locker is 215"),
        ("vuokra on 745 euroa kuussa", "se on nyt 754", "vuokra on 754 euroa kuussa"),
        ("the dentist is in room 12", "the dentist moved to room 4", "the dentist is in room 4"),
        ("my flight leaves from gate 22", "gate changed, it's 31 now", "my flight leaves from gate 31"),
        ("the wifi is Koti and the password is kissa1", "salasana on nyt koira2", "the wifi is Koti and the password is koira2"),
        ("my locker is 214", "it's 5 pm", None),  # No value of such a thing.
        ("my doctor is Salmi", "she moved to Kallio 5", None),  # A doctor is no address.
        ("my locker is 214 and my bike code is 7391", "they changed it to 9000", None),  # Either may be meant.
        ("my locker is 214", "I changed to a new school", None),
    ],
)
def test_a_note_takes_another_value_only_where_it_is_plain_which(note: str, said: str, now: str | None) -> None:
    change = told.changed(said)
    assert (correcting.renewed(note, change) if change else None) == now


@pytest.mark.parametrize(
    ("asked", "text", "meets"),
    [
        ("what's my password?", "passi on 1234567a", False),
        ("passin numero?", "my passport number is XK12", True),
        ("what was my library card number?", "my bank card PIN is 4321", False),
        ("mikä on Pekan numero", "Pekka 0401112223", True),
        ("mikä on Annan ovikoodi", "Annen ovikoodi on 5678", False),
    ],
)
def test_a_text_answers_what_it_is_about_and_not_what_is_only_like_it(asked: str, text: str, meets: bool) -> None:
    assert question.read(asked).is_met_by(text) is meets


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("oh four five six seven", "04567"),
        ("nolla neljäkymmentäviisi kuus", "0456"),
        ("nolla neljäkymmentä viisi kuus", ""),  # 040 5 6, or 045 6.
        ("double four one", "441"),
        ("a lot", ""),
    ],
)
def test_a_number_said_digit_by_digit_is_written_so_where_it_can_be_one_only(said: str, digits: str) -> None:
    assert numbers.one_by_one(said) == digits


@pytest.mark.parametrize(
    ("word", "name"), [("Pekan", "pekka"), ("Annasta", "anna"), ("Matin", "matti"), ("Liisalle", "liisa"), ("kaapin", "")]
)
def test_a_name_is_known_in_its_finnish_forms(word: str, name: str) -> None:
    assert names.basic(word) == name
