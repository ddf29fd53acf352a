"""The time and the date where the person is."""

from private_llm.domain.conversation import Answer, Request, Tools
from private_llm.domain.saying.wording import moment


def run(request: Request, tools: Tools) -> Answer:
    said = moment(request.now, request.zone, request.language)
    return Answer(request.say(f"It is {said} ({request.zone}).", f"Nyt on {said} ({request.zone})."))
