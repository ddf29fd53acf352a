"""Run the interpreter: `SERVICE=interpreter gunicorn -c deploy/gunicorn.conf.py`."""

import os
from pathlib import Path

from flask import Flask

from interpreter.adapters.confinement import Confinement, addresses
from interpreter.adapters.openai_model import OpenAIModel
from interpreter.app import assemble
from interpreter.settings import Settings
from shared import logs, service, vocabulary
from shared.bus import Bus, broker_for, ledger_file
from shared.metrics import Metrics
from shared.schemas.message import Zone

ZONES = (Zone.INTERPRETER,)


def application() -> Flask:
    """Read the environment and assemble."""
    os.environ.pop("OPENAI_LOG", None)  # At `debug` the client prints every body.
    logs.configure("interpreter")
    settings = service.read_settings(Settings, os.environ)
    metrics = Metrics("interpreter")
    keys = service.keyrings(settings.home, ZONES, {Zone.INTERPRETER: settings.bus_key_file})
    bus = Bus("interpreter", broker_for(settings.broker_url, settings.home, ZONES), keys, metrics)
    cloud = (
        OpenAIModel(key=settings.openai_key, base_url=settings.openai_base_url, model=settings.openai_model)
        if settings.openai_key
        else None
    )
    if not settings.broker_url:
        ledger_file.create(_bus_file(settings))  # Whoever comes first makes it; once confined the interpreter could not.
    application = service.wsgi(assemble(bus, metrics, vocabulary.load(), cloud, engine=settings.engine))
    Confinement(files=_files(settings), addresses=addresses(settings.broker_url, settings.openai_base_url if cloud else "")).begin()
    return application


def _files(settings: Settings) -> list[Path]:
    """Return the files that are the interpreter's own: its bus key, and with the embedded broker its zone's bus file."""
    bus = _bus_file(settings)
    beside = [bus.with_name(f"{bus.name}{ending}") for ending in ("-wal", "-shm", "-journal")]
    beside += [bus.with_suffix(ending) for ending in (".leases", ".checkpoint", ".create")]
    key = settings.bus_key_file or settings.home / "keys" / f"bus-{Zone.INTERPRETER}.key"
    return [key] if settings.broker_url else [key, bus, *beside]


def _bus_file(settings: Settings) -> Path:
    return settings.home / "bus" / f"{Zone.INTERPRETER}.sqlite3"
