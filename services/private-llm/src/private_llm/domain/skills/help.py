"""What the assistant can do, with an example of each."""

import re

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request, Tools, source
from private_llm.domain.saying.howto import ANSWERS
from private_llm.domain.saying.wording import listed, moment, quoted
from private_llm.domain.understanding import chats, howto
from shared.schemas.archive import RecordView
from shared.schemas.conversation import Asked
from shared.stopwords import WORD

CALLS = re.compile(r"\b(?:call|phone|ring|dial|facetime|soit\w*|pirau\w*)\b", re.IGNORECASE)
TO_ME = re.compile(r"\b(?:me|us|minu(?:lle|t)|mulle|mut|meille|meidät)\b", re.IGNORECASE)
"""Who asks to be called does not call."""
CONTACTS, SHOWN = 500, 5

BEYOND = (
    ("play music or videos", "soittaa musiikkia tai videoita"),
    ("order or buy anything", "tilata tai ostaa mitään"),
    ("book anything", "varata mitään"),
    ("call anybody", "soittaa kenellekään"),
    ("turn things in your home or on your devices up, down, on or off", "säätää kodin tai laitteiden asetuksia"),
    ("open other programs or look on the internet", "avata muita ohjelmia tai katsoa netistä"),
    ("do that", "tehdä sitä"),
    ("pay anything", "maksaa mitään"),
)
"""What is out of reach, in both languages: an answer may be in another one than the request."""
EXAMPLES = {
    "en": (
        "“My locker is 214”, “Remember that the lab door code is 4417”, then “What is the lab door code?”, “It's 5521 now”",
        "“Remind me to call Anna on Friday at 5pm”, “… every Monday at 9”, “Show my reminders”, “Make it 6pm”, “Cancel the reminder”",
        "“Add milk to the shopping list”, “Show my lists”, “Got the milk”",
        "“What's on my calendar tomorrow?”, “Am I free on Friday evening?”",
        "“Anna's number is 040 123 4567”, “What do you know about Anna?”, “What do you know about me?”",
        "“Find my notes about the thesis”, “Forget the note about the locker”, “Star the last note”, “Undo”",
        "“Summarise the family chat”, “Draft a reply to Anna saying I'll be late”",
        "“15 % of 240”, “How many days until Christmas?”, “What time is it in Tokyo?”",
        "“What left my machine today?”, “Turn off the cloud”",
    ),
    "fi": (
        "”Kaappini on 214”, ”Muista että labran ovikoodi on 4417”, sitten ”Mikä on labran ovikoodi?”, ”Se on nyt 5521”",
        "”Muistuta minua soittamaan Annalle perjantaina klo 17”, ”… joka maanantai klo 9”, ”Näytä muistutukset”, ”Siirrä se kuuteen”, ”Peru muistutus”",
        "”Lisää maito ostoslistalle”, ”Näytä listat”, ”Maito ostettu”",
        "”Mitä kalenterissa on huomenna?”, ”Olenko vapaa perjantai-iltana?”",
        "”Annan numero on 040 123 4567”, ”Mitä tiedät Annasta?”, ”Mitä tiedät minusta?”",
        "”Etsi muistiinpanoista gradu”, ”Unohda muistiinpano kaapista”, ”Merkitse tärkeäksi”, ”Kumoa”",
        "”Tiivistä perhechat”, ”Luonnostele Annalle vastaus jossa sanon että myöhästyn”",
        "”15 % 240:stä”, ”Montako päivää jouluun?”, ”Paljonko kello on Tokiossa?”",
        "”Mitä koneelta lähti tänään?”, ”Pilvi pois”",
    ),
}


def run(request: Request, tools: Tools) -> Answer:
    kind, _, says = request.said("query").partition(":")
    if kind == "about" and says:
        return Answer(says, follow_ups=(request.say("What can you do?", "Mitä osaat?"),))
    if kind == howto.HOW and says in ANSWERS:
        return Answer(request.say(*ANSWERS[says]), follow_ups=(request.say("What can you do?", "Mitä osaat?"),))
    if kind == "out" and says:
        return _out_of_reach(says, request, tools)
    lines = listed(EXAMPLES[request.language])
    return Answer(
        request.say(
            f"I keep what you tell me on this machine, and find it there and in the chats, calendars, contacts and documents that you import. "
            f"For example:\n{lines}",
            f"Pidän kertomasi tällä koneella, ja etsin siitä ja tuomistasi keskusteluista, kalentereista, yhteystiedoista ja asiakirjoista. "
            f"Esimerkiksi:\n{lines}",
        ),
        follow_ups=(request.say("Show my notes", "Näytä muistiinpanot"), request.say("Show my reminders", "Näytä muistutukset")),
    )


def _out_of_reach(what: str, request: Request, tools: Tools) -> Answer:
    """Say what can't be done, and what can; of who is to be called the number."""
    own, what = request.said("text"), next((request.say(*both) for both in BEYOND if what in both), what)
    found = _numbers(request, tools) if CALLS.search(request.text) else []
    numbers = request.say("\nIn your contacts:\n", "\nYhteystiedoissasi:\n") + listed(said for said, _ in found) if found else ""
    timed = times.read(request.text, now=request.now, zone=request.zone).resolved
    to_do = times.without(own, now=request.now, zone=request.zone) if timed else own
    asked = Asked("yes", "remind", {"text": to_do or own, "when": request.text if timed else ""})
    cannot = request.say(f"I can't {what}, so nothing has been done.", f"En osaa {what}, joten mitään ei tehty.")
    if timed and not timed.rule and timed.at > request.now and not TO_ME.search(own):
        when = moment(timed.at, request.zone, request.language)
        offer = request.say(
            f"Shall I remind you to do it yourself, on {when}: {quoted(to_do or own)}?",
            f"Muistutanko {when}, että teet sen itse: {quoted(to_do or own)}?",
        )
    else:
        offer = request.say(
            f"I can remind you to do it yourself: “remind me at 5pm to {own}”.",
            f"Voin muistuttaa, että teet sen itse: ”muistuta klo 17: {own}”.",
        )
    return Answer(
        f"{cannot} {offer}{numbers}",
        tuple(source(one) for _, one in found),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
        asked=asked,
    )


def _numbers(request: Request, tools: Tools) -> list[tuple[str, RecordView]]:
    """Return the contacts that a request names, as they are told."""
    spoken = [word.casefold() for word in WORD.findall(request.text)[1:]]
    found = []
    for one in tools.archive.records("contact", limit=CONTACTS):
        parts = [part.casefold() for part in WORD.findall(str(one.fields["name"]))]
        if (
            sum(any(word == part or chats.is_form(word, part) for part in parts) for word in spoken) == len(spoken)
            and one.fields["handles"]
        ):
            found.append((f"{one.fields['name']} {', '.join(one.fields['handles'])}", one))
    return found[:SHOWN]
