"""Twilio: proves who sent a webhook, and sends WhatsApp messages through the REST API."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests
from shared.errors import Refused, Unavailable
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

TIMEOUT_SECONDS = 10.0
NEVER_RETRY = {20003, 21211, 21610, 21617, 21658, 63003, 63007, 63015, 63016, 63024}
"""Errors that another try can't mend: wrong credentials, bad or unwilling numbers, no open session, sandbox lapsed."""


class _Redirected(TwilioHttpClient):
    """Talks to another host than api.twilio.com: a stand-in, or a proxy of the owner's."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self._base = urlsplit(base_url)

    def request(self, method, url, *args, **kwargs):  # type: ignore[no-untyped-def]
        parts = urlsplit(url)
        return super().request(method, urlunsplit((self._base.scheme, self._base.netloc, *parts[2:])), *args, **kwargs)


class Twilio:
    """One account and one WhatsApp sender."""

    def __init__(self, *, account: str, token: str, sender: str, api_url: str, public_url: str) -> None:
        self._account = account
        self._api_url = api_url.rstrip("/")
        self._client = Client(account, token, http_client=_Redirected(self._api_url))
        self._validator = RequestValidator(token)
        self._sender = sender if sender.startswith("whatsapp:") else f"whatsapp:{sender}"
        self._public_url = public_url.rstrip("/")

    @property
    def messages_url(self) -> str:
        """Return the address that messages are posted to."""
        return f"{self._api_url}/2010-04-01/Accounts/{self._account}/Messages.json"

    def is_genuine(self, path: str, query: str, fields: object, signature: str) -> bool:
        """Tell whether Twilio signed these fields for our configured public URL; never looks at request headers for it."""
        url = f"{self._public_url}{path}{f'?{query}' if query else ''}"
        try:
            return bool(signature) and bool(self._validator.validate(url, fields, signature))
        except (ValueError, TypeError, UnicodeError):
            return False

    def form(self, to: str, text: str) -> dict[str, str]:
        """Return the fields of a message."""
        return {"To": to, "From": self._sender, "Body": text, "StatusCallback": f"{self._public_url}/webhooks/twilio/status"}

    def body(self, form: Mapping[str, str]) -> str:
        """Return the fields as they go over the wire."""
        return urlencode(form)

    def send(self, form: Mapping[str, str]) -> str:
        """Send a message and return its id; raises Refused for good, Unavailable for now."""
        try:
            sent = self._client.messages.create(
                to=form["To"], from_=form["From"], body=form["Body"], status_callback=form["StatusCallback"]
            )
        except TwilioRestException as error:
            if error.code in NEVER_RETRY or (400 <= error.status < 500 and error.status not in {408, 429}):
                raise Refused(f"Twilio refused the message (error {error.code or error.status})") from None
            raise Unavailable(f"Twilio can't take the message now (status {error.status})") from None
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise Unavailable(f"Twilio does not answer ({type(error).__name__})") from None
        return str(sent.sid)

    def find_sent(self, form: Mapping[str, str], since: datetime) -> str | None:
        """Return the id of a message that Twilio already has: to be asked when it is in doubt whether one was sent."""
        try:
            known = self._client.messages.list(to=form["To"], date_sent_after=since - timedelta(minutes=5), limit=200)
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise Unavailable(f"Twilio does not answer ({type(error).__name__})") from None
        return next((str(message.sid) for message in known if message.body == form["Body"]), None)
