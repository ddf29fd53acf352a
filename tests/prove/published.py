"""What may travel and who may do what, written by hand apart from what the product makes it from: word ids, fields, headers, frames, permissions."""

import re
from collections.abc import Iterator
from importlib import resources

from shared.schemas.interpretation import Kind
from shared.vocabulary import LANGUAGES, load

VOCABULARY = load()
KINDS = {int(kind) for kind in Kind}
TOLD = KINDS - {Kind.PERSON, Kind.PLACE, Kind.ORG}
"""Kinds of placeholder that OpenAI may be told of."""


def _published(section: str) -> Iterator[str]:
    """Read the published lists of frames as text, with nothing of the product's own reading of them."""
    for language in LANGUAGES:
        inside = False
        for line in resources.files("shared.vocabulary").joinpath(f"frames_{language}.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                inside = line == section or not section
            elif inside:
                yield line


FRAMES, COMMANDS = frozenset(_published("")), frozenset(_published("[commands]"))
LONGEST_FRAME = max(len(frame.split()) for frame in FRAMES)
FIELDS = {
    "interpreter.interpret": {"vocabulary", "items", "cloud"},
    "interpreter.release": {"vocabulary", "items", "sha256"},
    "interpreter.status": set(),
}
HEADERS = {
    "v": r"1", "topic": r"interpreter\.(interpret|release|status)", "key": r"[0-9a-f]{8}", "request": r"[0-9a-f]{0,32}",
}  # fmt: skip
PROPERTIES = {
    "content_type": r"application/vnd\.sihteeri\.sealed", "content_encoding": r"binary", "delivery_mode": r"[12]", "message_id": r"[0-9a-f]{32}",
    "correlation_id": r"[0-9a-f]{32}", "reply_to": r"reply\.[a-z-]+\.[0-9a-f]{24}", "expiration": r"\d{1,6}", "priority": r"0",
}  # fmt: skip
OPENAI_BODY = {"model", "instructions", "input", "store", "max_output_tokens", "text"}
OPENAI_HEADERS = {
    "accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "host", "user-agent", "x-stainless-arch",
    "x-stainless-async", "x-stainless-lang", "x-stainless-os", "x-stainless-package-version", "x-stainless-read-timeout",
    "x-stainless-retry-count", "x-stainless-runtime", "x-stainless-runtime-version", "x-stainless-timeout", "x-stainless-raw-response",
}  # fmt: skip
PLACEHOLDER = re.compile(rf"<(?:{'|'.join(Kind(kind).name for kind in sorted(TOLD))})_\d+>")
PRIVATE_FILES = re.compile(r"private|master|/store/|sqlcipher|people|directory\.db|owner-token")
PRIVATE_VARIABLES = re.compile(r"BUS_KEY_PRIVATE|MASTER_KEY|TWILIO|OLLAMA|OWNER_|SIHTEERI_TOKEN|CLOUD_")
SEALED_ENTROPY_BITS = 7.0

READS = {
    "gateway": (*(f"gateway.deliver.{number}" for number in range(4)), "gateway.notify"),
    "interpreter": ("interpreter.requests",),
    "private-llm": (
        *(f"private-llm.turn.{number}" for number in range(4)),
        *(f"private-llm.reminder-due.{number}" for number in range(4)),
        "private-llm.requests",
    ),
    "store": ("store.delivered", "store.requests", *(f"store.requests.{number}" for number in range(4))),
}
"""Written by hand, apart from what the permissions are made from."""
WRITES = {
    "gateway": ("gateway", "private-llm", "store", "dead", "retry.1s", "retry.5s", "retry.30s", "retry.300s"),
    "interpreter": ("rpc.reply",),
    "private-llm": ("gateway", "interpreter", "store", "rpc.reply", "dead", "retry.1s", "retry.5s", "retry.30s", "retry.300s"),
    "store": ("private-llm", "rpc.reply", "dead", "retry.1s", "retry.5s", "retry.30s", "retry.300s"),
}


def published_permissions() -> set[tuple[str, str, str]]:
    """Return all that any user may do."""
    reads = {(user, act, queue) for user, queues in READS.items() for queue in queues for act in ("consume", "get", "purge")}
    return reads | {(user, "publish", exchange) for user, exchanges in WRITES.items() for exchange in exchanges}
