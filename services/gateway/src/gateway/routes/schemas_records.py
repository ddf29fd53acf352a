"""What the HTTP API takes and gives about what a person keeps."""

from datetime import date

from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range

from gateway.routes.schemas import After, Strict, a_text, any_text
from shared.schemas.message import possible


def _texts(about: str) -> fields.List[str]:
    return fields.List(
        fields.String(validate=[a_text, Length(max=200)]),
        validate=Length(max=50),
        metadata={"description": about, "items": {"type": "string"}},
    )


OFFSET_LIMIT = 100_000


def a_day(text: str) -> None:
    """Refuse what is neither empty nor a day."""
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        raise ValidationError("Not a day: YYYY-MM-DD.") from None


class ListIn(After):
    """A page of records."""

    limit = fields.Integer(load_default=50, validate=Range(1, 500))
    offset = fields.Integer(
        load_default=0,
        validate=Range(0, OFFSET_LIMIT),
        metadata={"description": "How many to pass over; what is added meanwhile moves the rest. `after` is sure."},
    )


class NoteIn(Strict):
    """A note."""

    text = fields.String(required=True, validate=a_text)
    important = fields.Boolean()


class ReminderIn(Strict):
    """A reminder; `due_at` in ISO 8601 with its offset."""

    text = fields.String(required=True, validate=a_text)
    due_at = fields.AwareDateTime(required=True, validate=possible)
    zone = fields.String(validate=Length(1, 64))
    state = fields.String(validate=OneOf(("pending", "fired", "cancelled")))
    language = fields.String(validate=OneOf(("en", "fi")))
    rule = fields.String(
        validate=[any_text, Length(max=300)], metadata={"description": "How it repeats (RFC 5545), in wall time of `zone`."}
    )
    wall = fields.String(validate=[any_text, Length(max=32)], metadata={"description": "When a series began, in wall time."})
    rang_at = fields.AwareDateTime(
        validate=possible, allow_none=True, metadata={"description": "For when it came last; null once something was said to it."}
    )


class OnceIn(Strict):
    """One time of a series, and the moment at which it is to come instead."""

    time = fields.AwareDateTime(required=True, validate=possible, metadata={"description": "Its `rang_at` or `due_at`."})
    due_at = fields.AwareDateTime(required=True, validate=possible)


class RingingReminder(ReminderIn):
    """A reminder that came."""

    id = fields.String()
    created_at = fields.AwareDateTime()


class RingingOut(Schema):
    """Reminders that came and to which nothing was said."""

    reminders = fields.List(fields.Nested(RingingReminder))


class ItemIn(Strict):
    """Something on a list."""

    list = fields.String(required=True, validate=[a_text, Length(max=100)])
    text = fields.String(required=True, validate=a_text)
    done = fields.Boolean()
    due = fields.String(validate=a_day, metadata={"description": "The day by which it is to be done (ISO 8601); empty for none."})


class ContactIn(Strict):
    """Somebody the person knows."""

    name = fields.String(required=True, validate=a_text)
    details = fields.String(validate=[any_text, Length(max=2000)])
    names = _texts("What else they are called.")
    handles = _texts("Phone numbers, mail addresses, user names.")
    languages = _texts("Languages they use.")


class ChatIn(Strict):
    """A conversation with others."""

    name = fields.String(required=True, validate=a_text)
    group = fields.Boolean()


class DraftIn(Strict):
    """A message to somebody, for the person to send themselves."""

    text = fields.String(required=True, validate=a_text)
    recipient = fields.String(validate=[any_text, Length(max=200)])


class SummaryIn(Strict):
    """A summary; it is forgotten with any of its sources."""

    text = fields.String(required=True, validate=a_text)
    about = fields.String(validate=[any_text, Length(max=2000)])
    sources = _texts("What it was made of, each as `kind:id`.")


class RuleIn(Strict):
    """How the assistant is to write."""

    text = fields.String(required=True, validate=[a_text, Length(max=300)])
    active = fields.Boolean()


class EventIn(Strict):
    """Something in a calendar, or a series of it; times in ISO 8601 with their offsets."""

    text = fields.String(required=True, validate=[a_text, Length(max=500)])
    start_at = fields.AwareDateTime(required=True, validate=possible, metadata={"description": "Of a series the first time."})
    end_at = fields.AwareDateTime(required=True, validate=possible, metadata={"description": "Of whole days the midnight after the last."})
    all_day = fields.Boolean(metadata={"description": "Then the times are midnights in UTC."})
    zone = fields.String(validate=Length(1, 64), metadata={"description": "Where its wall time holds when it comes again (IANA)."})
    rule = fields.String(validate=Length(max=60_000), metadata={"description": "RRULE, RDATE and EXDATE lines of RFC 5545."})
    place = fields.String(validate=[any_text, Length(max=500)])
    details = fields.String(validate=[any_text, Length(max=4000)])
    state = fields.String(validate=OneOf(("confirmed", "tentative", "cancelled")))
    guests = _texts("Who else takes part.")


class OccurrencesIn(Strict):
    """A span of time."""

    since = fields.AwareDateTime(required=True, validate=possible)
    until = fields.AwareDateTime(required=True, validate=possible)
    limit = fields.Integer(load_default=50, validate=Range(1, 500))
    language = fields.String(load_default="en", validate=OneOf(("en", "fi")), metadata={"description": "Of how something comes again."})


class OccurrenceOut(Schema):
    """One time of an event."""

    event = fields.String(metadata={"description": "The event's id."})
    text = fields.String()
    start_at = fields.AwareDateTime()
    end_at = fields.AwareDateTime()
    all_day = fields.Boolean()
    zone = fields.String()
    repeats = fields.String(metadata={"description": "How it comes again, in words; empty where it does not."})
    place = fields.String()
    details = fields.String()
    guests = fields.List(fields.String())
    state = fields.String()


class OccurrencesOut(Schema):
    """What is on, soonest first."""

    occurrences = fields.List(fields.Nested(OccurrenceOut))
    zone = fields.String(metadata={"description": "Where the caller is (IANA): the zone to show the times in."})


class CalendarAddressOut(Schema):
    """An address at which a calendar can be read."""

    shared = fields.Boolean(metadata={"description": "Whether there is one."})
    address = fields.String(metadata={"description": "The address, when it has just been made; it is told once."})


class ProfileIn(Strict):
    """Who the caller is."""

    name = fields.String(validate=[any_text, Length(max=200)])
    about = fields.String(validate=[any_text, Length(max=2000)])
