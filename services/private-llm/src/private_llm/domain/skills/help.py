"""What the assistant can do, with an example of each."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import listed

EXAMPLES = {
    "en": (
        "“Remember that the lab door code is 4417”, then “What is the lab door code?”",
        "“Remind me to call Anna on Friday at 5pm”, “Show my reminders”, “Snooze it”, “Cancel the reminder”",
        "“Find my notes about the thesis”, “Summarise my notes”, “Star the last note”",
        "“Add milk and bread to my shopping list”, “Add call the bank to my to-do list”, “Show my lists”, “Got the milk”",
        "“Make it 6pm”, “Undo”, “What's on tomorrow?”, “What did Anna say about Friday?”",
        "“Draft a reply to Anna saying I'll be late”",
        "“What left my machine today?”, “Turn off the cloud”",
    ),
    "fi": (
        "”Muista että labran ovikoodi on 4417”, sitten ”Mikä on labran ovikoodi?”",
        "”Muistuta minua soittamaan Annalle perjantaina klo 17”, ”Näytä muistutukset”, ”Torkuta”, ”Peru muistutus”",
        "”Etsi muistiinpanoista gradu”, ”Tee yhteenveto muistiinpanoista”, ”Merkitse tärkeäksi”",
        "”Lisää maito ja leipä ostoslistalle”, ”Lisää tehtävälistalle soita pankkiin”, ”Näytä listat”, ”Maito ostettu”",
        "”Siirrä se kuuteen”, ”Kumoa”, ”Mitä mulla on huomenna?”, ”Mitä Anna sanoi perjantaista?”",
        "”Luonnostele vastaus jossa sanon että myöhästyn”",
        "”Mitä koneelta lähti tänään?”, ”Pilvi pois”",
    ),
}


def run(request: Request, tools: Tools) -> Answer:
    kind, _, says = request.said("query").partition(":")
    if kind == "about" and says:
        return Answer(says, follow_ups=(request.say("What can you do?", "Mitä osaat?"),))
    if kind == "out" and says:
        return _out_of_reach(says, request)
    lines = listed(EXAMPLES[request.language])
    return Answer(
        request.say(
            f"I keep what you tell me on this machine. For example:\n{lines}", f"Pidän kertomasi tällä koneella. Esimerkiksi:\n{lines}"
        ),
        follow_ups=(request.say("Show my notes", "Näytä muistiinpanot"), request.say("Show my reminders", "Näytä muistutukset")),
    )


def _out_of_reach(what: str, request: Request) -> Answer:
    """Say what can't be done, and what can."""
    own = request.said("text")
    return Answer(
        request.say(
            f"I can't {what}, so nothing has been done. I can remind you to do it yourself: “remind me at 5pm to {own}”.",
            f"En osaa {what}, joten mitään ei tehty. Voin muistuttaa, että teet sen itse: ”muistuta klo 17: {own}”.",
        ),
        follow_ups=(request.say("What can you do?", "Mitä osaat?"),),
    )
