"""A reminder on a condition: that it can't be watched is said, and a reminder at a time offered instead. Nothing is set."""

from private_llm.domain import times
from private_llm.domain.conversation import Answer, Request
from private_llm.domain.saying.wording import moment, quoted
from private_llm.domain.settling import things
from shared.schemas.conversation import Asked


def offered(request: Request) -> Answer:
    """Say so, and ask when, or whether it shall come at the time that was named in any case."""
    text = request.said("text")
    cannot = request.say(
        "I can't tell whether or when that happens, so nothing is set.",
        "En voi tietää, tapahtuuko se ja milloin, joten mitään ei ole asetettu.",
    )
    at = times.read(request.text, now=request.now, zone=request.zone).resolved
    if at is None or at.rule or at.at <= request.now:
        question = request.say(f"When shall I remind you of {quoted(text)}?", f"Mihin aikaan muistutan: {quoted(text)}?")
        return things.asked_for("when", request, f"{cannot} {question}", query="")
    when = moment(at.at, request.zone, request.language)
    question = request.say(
        f"Shall I remind you in any case on {when}: {quoted(text)}?", f"Muistutanko joka tapauksessa {when}: {quoted(text)}?"
    )
    asked = Asked("yes", "remind", {"text": text, "when": request.text})
    return Answer(f"{cannot} {question}", follow_ups=(request.say("Yes", "Kyllä"), request.say("No", "Ei")), asked=asked)
