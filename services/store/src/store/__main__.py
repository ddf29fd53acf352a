"""Run the store: `SERVICE=store gunicorn -c deploy/gunicorn.conf.py`."""

import os

from flask import Flask

from shared import logs, service
from shared.bus import Bus, broker_for
from shared.errors import ServiceError
from shared.metrics import Metrics
from shared.schemas.message import Zone
from shared.settings import local_zone
from store.adapters.directory import Directory
from store.adapters.keys import MasterKey
from store.adapters.vault import Vault
from store.app import assemble
from store.settings import Settings

ZONES = (Zone.PRIVATE,)


def application() -> Flask:
    """Read the environment, open the vault, make the owner on the first start."""
    logs.configure("store")
    settings = service.read_settings(Settings, os.environ)
    metrics = Metrics("store")
    try:
        vault = Vault(settings.home, MasterKey.load(settings.master_key_file, settings.home), zone=settings.time_zone or local_zone())
        Directory(vault).ensure_owner(settings.home, settings.owner_whatsapp)
    except ServiceError as error:
        raise service.cannot_start(error.reason) from None
    keys = service.keyrings(settings.home, ZONES, {Zone.PRIVATE: settings.bus_key_file})
    bus = Bus("store", broker_for(settings.broker_url, settings.home, ZONES), keys, metrics, threads=3)
    return service.wsgi(assemble(vault, bus, metrics, settings.home))
