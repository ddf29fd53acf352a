"""Say the last answer again."""

from private_llm.domain.conversation import Answer, Request, Tools


def run(request: Request, tools: Tools) -> Answer:
    latest = request.focus.latest
    if latest is None:
        return Answer(request.say("I have said nothing yet.", "En ole vielä sanonut mitään."))
    return Answer(latest.answered, asked=latest.reply.asked)
