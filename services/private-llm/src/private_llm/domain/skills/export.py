"""How to take everything out."""

from private_llm.domain.conversation import Answer, Request, Tools


def run(request: Request, tools: Tools) -> Answer:
    return Answer(
        request.say(
            "All your data comes as one zip (JSON, Markdown, CSV): “Export” in the browser, “sihteeri export FILE”, or GET /api/v1/export.",
            "Kaikki tietosi saa yhtenä zip-tiedostona (JSON, Markdown, CSV): ”Export” selaimessa, ”sihteeri export TIEDOSTO” tai GET /api/v1/export.",
        )
    )
