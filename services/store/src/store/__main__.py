"""Run the store: `SERVICE=store gunicorn -c deploy/gunicorn.conf.py`."""

import os

from flask import Flask

from shared import logs, service
from shared.bus import Bus, broker_for
from shared.errors import ServiceError
from shared.metrics import Metrics
from shared.schemas.message import Zone
from shared.settings import local_zone
from store.adapters.backups import Backups
from store.adapters.keys import KeyFile
from store.adapters.vault import Vault
from store.app import assemble
from store.settings import Settings

ZONES = (Zone.PRIVATE,)


def application() -> Flask:
    """Read the environment and assemble; the vault is opened now, or when somebody gives the passphrase."""
    logs.configure("store")
    settings = service.read_settings(Settings, os.environ)
    metrics = Metrics("store")
    keys = service.keyrings(settings.home, ZONES, {Zone.PRIVATE: settings.bus_key_file})
    bus = Bus("store", broker_for(settings.broker_url, settings.home, ZONES), keys, metrics, owned=settings.partitions)
    try:
        file = KeyFile.open(settings.master_key_file, settings.home)
        vault = Vault(settings.home, None, zone=settings.time_zone or local_zone(), owned=settings.partitions)
        return service.wsgi(assemble(vault, file, Backups(vault, settings.home), bus, metrics, settings=settings))
    except ServiceError as error:
        raise service.cannot_start(error.reason) from None
