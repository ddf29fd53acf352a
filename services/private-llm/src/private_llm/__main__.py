"""Run the conversation engine: `SERVICE=private-llm gunicorn -c deploy/gunicorn.conf.py`."""

import os
from datetime import UTC, datetime

from flask import Flask

from private_llm.adapters.by_task import ByTask
from private_llm.adapters.llama_writer import LlamaWriter, is_file
from private_llm.adapters.ollama_embedder import NoEmbedder, OllamaEmbedder
from private_llm.adapters.ollama_writer import NoWriter, OllamaWriter
from private_llm.app import assemble
from private_llm.domain.planner import DailyLimit
from private_llm.domain.ports import Writer
from private_llm.domain.proposed import Cloud
from private_llm.domain.understanding.local import BEGINNING
from private_llm.settings import Settings
from shared import logs, service, vocabulary
from shared.bus import Bus, broker_for
from shared.metrics import Metrics
from shared.schemas.message import Zone
from shared.settings import local_zone

ZONES = (Zone.PRIVATE, Zone.INTERPRETER)


def application() -> Flask:
    """Read the environment and assemble."""
    logs.configure("private-llm")
    settings = service.read_settings(Settings, os.environ)
    metrics = Metrics("private-llm")
    files = {Zone.PRIVATE: settings.private_key_file, Zone.INTERPRETER: settings.interpreter_key_file}
    keys = service.keyrings(settings.home, ZONES, files)
    bus = Bus("private-llm", broker_for(settings.broker_url, settings.home, ZONES), keys, metrics, asks=ZONES)
    writer = _writer(settings)
    wanted = settings.embed_model and settings.ollama_host != "off"
    embedder = OllamaEmbedder(settings.ollama_host, settings.embed_model) if wanted else NoEmbedder()
    zone = settings.time_zone or local_zone()
    limit = DailyLimit(settings.daily_requests, settings.daily_tokens)
    cloud = Cloud(settings.openai_model, f"{settings.openai_base_url.rstrip('/')}/responses")
    clock = lambda: datetime.now(UTC)  # noqa: E731
    return service.wsgi(assemble(bus, metrics, vocabulary.load(), writer, embedder, clock, default_zone=zone, limit=limit, cloud=cloud))


def _writer(settings: Settings) -> Writer:
    """Return what writes, and what plans if that is another model."""
    if not settings.fast_model or settings.fast_model == settings.model:
        return _one(settings, settings.model)
    return ByTask(_one(settings, settings.model, plans=False), _one(settings, settings.fast_model))


def _one(settings: Settings, model: str, *, plans: bool = True) -> Writer:
    """Return the model in a file, if one is named; else Ollama's, unless that is off."""
    if is_file(model):
        return LlamaWriter(model, threads=settings.threads, warm_with=BEGINNING if plans else "")
    return NoWriter() if settings.ollama_host == "off" else OllamaWriter(settings.ollama_host, model)
