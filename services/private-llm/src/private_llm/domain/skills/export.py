"""How to take everything out."""

from private_llm.domain.conversation import Answer, Request, Tools


def run(request: Request, tools: Tools) -> Answer:
    return Answer(
        request.say(
            "Your data can be downloaded as one JSON file: “Download my data” in the browser, or GET /api/v1/export.",
            "Tietosi voi ladata yhtenä JSON-tiedostona: ”Lataa tietoni” selaimessa tai GET /api/v1/export.",
        )
    )
