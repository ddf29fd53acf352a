"""Twilio: proves who sent a webhook, and sends WhatsApp messages through the REST API."""

import threading
from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import HttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from shared.errors import Refused, Unavailable

TIMEOUT_SECONDS = 10.0
NEVER_RETRY = {20003, 21211, 21610, 21617, 21658, 63003, 63007, 63015, 63016, 63024}
"""Errors that another try can't mend: wrong credentials, bad or unwilling numbers, no open session, sandbox lapsed."""


class Caught(Exception):
    """Raised instead of sending, with the body that would have been sent."""

    def __init__(self, body: str) -> None:
        super().__init__("caught")
        self.body = body


class _Catching(HttpClient):
    """Sends nothing."""

    def request(self, method, url, params=None, data=None, *_args, **_options):  # type: ignore[no-untyped-def]
        raise Caught(str(requests.Request(method, url, data=data).prepare().body or ""))


class _Guarded(TwilioHttpClient):
    """Talks to the configured host alone, and posts nothing but a body that was released."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self.session.trust_env = False  # A proxy variable must not divert what is sent.
        self._base = urlsplit(base_url)
        self.released = threading.local()

    def request(self, method, url, params=None, data=None, *args, **options):  # type: ignore[no-untyped-def]
        body = str(requests.Request(method, url, data=data).prepare().body or "")
        if method.upper() != "GET" and body != getattr(self.released, "body", None):
            raise Refused("the request to Twilio is not the one that was recorded")
        parts = urlsplit(url)
        return super().request(method, urlunsplit((self._base.scheme, self._base.netloc, *parts[2:])), params, data, *args, **options)


class Twilio:
    """One account and one WhatsApp sender."""

    def __init__(self, *, account: str, token: str, sender: str, api_url: str, public_url: str) -> None:
        self._account = account
        self._api_url = api_url.rstrip("/")
        self._http = _Guarded(self._api_url)
        self._client = Client(account, token, http_client=self._http)
        self._drafting = Client(account, token, http_client=_Catching(None, is_async=False))
        self._validator = RequestValidator(token)
        self.sender = sender if sender.startswith("whatsapp:") else f"whatsapp:{sender}"
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

    def draft(self, to: str, text: str) -> str:
        """Return the body that sending would post, as Twilio's client builds it. Nothing is sent."""
        try:
            self._post(self._drafting, to, text)
        except Caught as caught:
            return caught.body
        raise Refused("Twilio's client did not build a request")

    def send(self, to: str, text: str, *, recorded: str) -> str:
        """Send the message that was recorded and return its id; raises Refused for good, Unavailable for now."""
        self._http.released.body = recorded
        try:
            sent = self._post(self._client, to, text)
        except TwilioRestException as error:
            if error.code in NEVER_RETRY or (400 <= error.status < 500 and error.status not in {408, 429}):
                raise Refused(f"Twilio refused the message (error {error.code or error.status})") from None
            raise Unavailable(f"Twilio can't take the message now (status {error.status})") from None
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise Unavailable(f"Twilio does not answer ({type(error).__name__})") from None
        return str(sent.sid)

    def _post(self, client: Client, to: str, text: str) -> Any:
        callback = f"{self._public_url}/webhooks/twilio/status"
        return client.messages.create(to=to, from_=self.sender, body=text, status_callback=callback)

    def find_sent(self, to: str, text: str, since: datetime, *, others: Set[str]) -> str | None:
        """Return the id of a message that Twilio already has: to be asked when it is in doubt whether one was sent.

        `others` are ids of messages that are accounted for: the same words may have been said before."""
        try:
            known = self._client.messages.list(to=to, date_sent_after=since - timedelta(minutes=5), limit=200)
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise Unavailable(f"Twilio does not answer ({type(error).__name__})") from None
        return next((str(message.sid) for message in known if message.body == text and message.sid not in others), None)
