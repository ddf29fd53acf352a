"""Questions as people ask them, in English and Finnish, over what they told and what others wrote: the answer comes first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.schemas import archive as ask
from store.adapters import messages
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.domain.importers.parsed import Message
from store.handlers import Handlers

BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
KEPT = ("note", "contact", "reminder", "message", "conversation")

NOTES = """
the gate code is 2222
the promo code for shoes is SPRING
the zip code of Rauma is 26100
the dress code on Saturday is casual
the area code of Turku is 02
the parking permit number is 5512
the locker number at the gym is 118
my passport number is XA1234567
the spare key hangs behind the sauna stove
the car insurance is with Pohjola, policy 77-1200
the Wi-Fi at the cabin is called C++ Shack, password kelo88
Oskari is allergic to hazelnuts
the plumber is Reijo, 044 987 6543
the regatta is on 29 May
the regatta is on 5 June
Tilda's birthday is on 14 September
my blood type is A negative
the recycling is collected on Tuesdays
the invoice for the roof is INV-2026/0098, 4,300 euros
the boat engine needs oil 15W-40
the library books are due on 12 December
the recipe for grandmother's cardamom buns: 5 dl milk, 50 g yeast, 2 dl sugar, 1 tbsp cardamom, 200 g butter
the kids' school starts at 8:15 on Mondays
päiväkodin ovikoodi on 7781
mökin avain on kukkaruukun alla
auton renkaat ovat Vianorilla säilytyksessä
Eerikin nimipäivä on 18. toukokuuta
hammaslääkäri on Kauppakatu 12, toinen kerros
kissan lääke annetaan aamulla ja illalla
kahvinkeittimen takuu päättyy elokuussa 2027
venepaikan numero on 42
äidin kengänkoko on 38
varaston riippulukon yhdistelmä on 3-9-1
polttopuut tilattiin Mattilan Laurilta
"""

CONTACTS = """
Saana Laine|+358 50 100 2001, saana@example.org
Mika Salo|+358401112222
Anna Korhonen|anna.k@example.net, Hämeentie 5
Petra Nyman|(09) 555 1234, physiotherapist
"""

MESSAGES = """
Leena|Saturday works, shall we meet at the market square at noon?
Leena|The moving van is booked for the 3rd, it's from Lindgren's
Leena|what's the gate code?
Leena|I left the casserole dish at your place
Jonas|Our flight lands in Porto at 21:40 on Friday
Jonas|The hotel in Porto is called Casa Azul
Jonas|could you bring the drill on Sunday?
Jonas|My new number, old phone is broken
Jonas|I can't eat shellfish any more, the doctor said
Jonas|Dinner was great, thanks
Ritva|Isoäidin leikkaus siirtyi torstaille
Ritva|Voitko hakea paketin Matkahuollosta?
Ritva|Mansikat ovat pakastimessa alimmassa laatikossa
Ritva|Nähdään rautatieasemalla kello viisi
Ritva|Eerik aloittaa jalkapallon maanantaina
Ritva|Kiitos kahveista, oli mukavaa
+358 44 700 8001|This is Vesa from the boatyard, the mast is ready
Leena|The numbers for the choir are in the folder
Jonas|Did you know that the code review took all day
Leena|A code of conduct was agreed at work
Ritva|Mikä on koodi?
Leena|I remember the summer at the cabin, what a time
"""

QUESTIONS = """
What is the gate code?|the gate code is 2222
what's the gate code|the gate code is 2222
What was the promo code for the shoes?|the promo code for shoes
Can you tell me the zip code of Rauma?|the zip code of Rauma
How should I dress on Saturday?|the dress code on Saturday
What is the parking permit number?|the parking permit number
Do you remember my passport number?|my passport number
Which locker did I have at the gym?|the locker number at the gym
Where is the spare key?|the spare key
Who is the car insured with?|the car insurance
What is the wifi password at the cabin?|the Wi-Fi at the cabin
What is Oskari allergic to?|Oskari is allergic
What is the plumber's number?|the plumber is Reijo
When is the regatta?|the regatta is on 5 June
When is Tilda's birthday?|Tilda's birthday
What's my blood type?|my blood type
When is the recycling collected?|the recycling
How much was the roof?|the invoice for the roof
What oil does the boat engine need?|the boat engine
When are the library books due?|the library books
How much butter goes into grandmother's buns?|the recipe for grandmother's
When does school start on Mondays?|the kids' school
What is Saana's phone number?|Saana Laine
Whose number is 0501002001?|Saana Laine
What is Anna's email?|Anna Korhonen
Who is the physiotherapist?|Petra Nyman
When do we meet at the market square?|Saturday works
Who is the moving van from?|The moving van
What was the hotel in Porto called?|The hotel in Porto
When does the flight land?|Our flight lands
What did Jonas ask me to bring on Sunday?|could you bring the drill
Who can't eat shellfish?|I can't eat shellfish
Who called from 0447008001?|This is Vesa
Mikä on päiväkodin ovikoodi?|päiväkodin ovikoodi
Missä mökin avain on?|mökin avain
Missä auton renkaat on?|auton renkaat
Milloin on Eerikin nimipäivä?|Eerikin nimipäivä
Missä hammaslääkäri on?|hammaslääkäri on
Milloin kissalle annetaan lääke?|kissan lääke
Milloin kahvinkeittimen takuu päättyy?|kahvinkeittimen takuu
Mikä venepaikan numero on?|venepaikan numero
Paljonko äidin kengänkoko on?|äidin kengänkoko
Mikä on riippulukon yhdistelmä?|varaston riippulukon
Keneltä polttopuut tilattiin?|polttopuut
Milloin isoäidin leikkaus on?|Isoäidin leikkaus
Missä mansikat ovat?|Mansikat ovat
Mistä paketti piti hakea?|Voitko hakea paketin
Milloin Eerik aloittaa jalkapallon?|Eerik aloittaa
Mikä on Mika Salon puhelinnumero?|Mika Salo
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What answers a question, best first, in one file for all questions."""
    home = tmp_path_factory.mktemp("questions")
    vault = Vault(home, MasterKey.load(None, home))
    handlers, person = Handlers(vault, Directory(vault)), vault.create_person()
    for number, text in enumerate(lines(NOTES)):
        handlers.put_record(ask.PutRecord(person, "note", f"n{number}", {"text": text}))
    for number, text in enumerate(lines(CONTACTS)):
        name, details = text.split("|")
        handlers.put_record(ask.PutRecord(person, "contact", f"c{number}", {"name": name, "details": details}))
    handlers.put_record(ask.PutRecord(person, "chat", "home", {"name": "Home"}))
    with vault.person(person, "test") as session:
        batch = []
        for number, text in enumerate(lines(MESSAGES)):
            sender, said = text.split("|")
            batch.append(Message(int((BEGAN + timedelta(days=number)).timestamp()), sender, said, "text", None, False))
        messages.add(session, messages.number(session, "home"), batch, imported=None)

    def find(question: str, **more: Any) -> list[str]:
        return [hit.text for hit in handlers.search(ask.Search(person, question, KEPT, "any", 8, **more)).hits]  # type: ignore[attr-defined]

    return find


@pytest.mark.parametrize("line", lines(QUESTIONS))
def test_a_question_finds_its_answer_first(asked: Any, line: str) -> None:
    question, answer = line.split("|")

    assert asked(question)[0].startswith(answer)


def test_what_is_told_later_comes_first_and_what_was_told_before_behind_it(asked: Any) -> None:
    assert asked("When is the regatta?")[:2] == ["the regatta is on 5 June", "the regatta is on 29 May"]


def test_words_that_only_ask_find_nothing_by_themselves_beside_others(asked: Any) -> None:
    assert not [text for text in asked("Do you remember what I know about zeppelins?") if "zeppelin" not in text]
