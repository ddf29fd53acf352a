"""Stop, or let it be: nothing is done, and that is said."""

from private_llm.domain.conversation import Answer, Request, Tools


def run(request: Request, tools: Tools) -> Answer:
    if request.focus.asked is not None:
        return Answer(request.say("All right, I have done nothing.", "Selvä, en tehnyt mitään."))
    return Answer(request.say("All right.", "Selvä."))
