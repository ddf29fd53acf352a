"""Say how to take everything out, or the calendar alone; the data itself goes by HTTP, not through a conversation."""

from private_llm.domain.conversation import Answer, Request, Tools

CALENDAR = "calendar"
"""What the query says where the calendar alone is meant."""


def run(request: Request, _tools: Tools) -> Answer:
    if request.said("query") == CALENDAR:
        return _calendar(request)
    return Answer(
        request.say(
            "All your data comes as one zip (JSON, Markdown, CSV): “Export” in the browser, “sihteeri export FILE”, or GET /api/v1/export.",
            "Kaikki tietosi saat yhtenä zip-tiedostona (JSON, Markdown, CSV): selaimessa ”Export”, ”sihteeri export TIEDOSTO” tai GET /api/v1/export.",
        )
    )


def _calendar(request: Request) -> Answer:
    """Say where it is taken along, and where an address of it is made and revoked: who has that can read it, so it is not made in passing."""
    return Answer(
        request.say(
            "On the page “Calendar” in the browser you download your calendar as a file (.ics), and make or revoke a secret address that a phone subscribes to. "
            "Nothing was made or revoked now.",
            "Selaimen sivulta ”Calendar” lataat kalenterisi tiedostona (.ics), ja siellä teet tai perut salaisen osoitteen, jonka puhelin voi tilata. "
            "Nyt ei tehty eikä peruttu mitään.",
        )
    )
