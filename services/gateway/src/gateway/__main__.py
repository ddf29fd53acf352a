"""Run the gateway: `SERVICE=gateway gunicorn -c deploy/gunicorn.conf.py`."""

import os

from flask import Flask

from gateway.adapters.push_service import PushService
from gateway.adapters.tries import Tries
from gateway.adapters.twilio_channel import Twilio
from gateway.app import assemble
from gateway.settings import Settings
from shared import logs, service
from shared.bus import Bus, broker_for
from shared.forwarding import Vouching
from shared.metrics import Metrics
from shared.schemas.message import Zone

ZONES = (Zone.PRIVATE,)


def application() -> Flask:
    """Read the environment and assemble."""
    logs.configure("gateway")
    settings = service.read_settings(Settings, os.environ)
    metrics = Metrics("gateway")
    keys = service.keyrings(settings.home, ZONES, {Zone.PRIVATE: settings.bus_key_file})
    bus = Bus("gateway", broker_for(settings.broker_url, settings.home, ZONES), keys, metrics, asks=ZONES)
    tries = Tries(metrics, settings.home / "failed-sign-ins")
    pushes = PushService(contact=settings.push_contact, own=settings.push_own_service)
    vouching = Vouching(settings.home, settings.trusted_proxies)
    return service.wsgi(assemble(bus, metrics, _twilio(settings), pushes, tries, vouching, public_url=settings.public_url))


def _twilio(settings: Settings) -> Twilio | None:
    if not (settings.twilio_account and settings.twilio_token and settings.twilio_from):
        return None
    return Twilio(
        account=settings.twilio_account,
        token=settings.twilio_token,
        sender=settings.twilio_from,
        api_url=settings.twilio_url,
        public_url=settings.public_url or f"http://127.0.0.1:{settings.port}",
    )
