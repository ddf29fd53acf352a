"""What all that the HTTP API takes and gives has in common, for flask-smorest: checked strictly, shown in OpenAPI."""

from marshmallow import RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length

from gateway.domain.texts import NotAText, checked


def a_text(value: object) -> None:
    """Refuse what is no text."""
    try:
        checked(value)
    except NotAText as error:
        raise ValidationError(str(error)) from None


def any_text(value: object) -> None:
    """Refuse what is neither a text nor empty."""
    if value != "":
        a_text(value)


class Strict(Schema):
    """Unknown fields are refused."""

    class Meta:
        unknown = RAISE


class After(Strict):
    """Which page of a list."""

    after = fields.String(
        load_default=None, validate=Length(1, 2000), metadata={"description": "The `next` of the page before: nothing is shown twice."}
    )


class Paged(Schema):
    """A page of a list."""

    next = fields.String(metadata={"description": "Where the list goes on, for `after`; missing on the last page."})
