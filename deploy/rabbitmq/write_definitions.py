"""Write RabbitMQ's definitions from the message classes.

write_definitions.py                  the committed file: topology and permissions, users that can't sign in
write_definitions.py SECRETS_FOLDER   for an installation: also passwords, one broker URL file per service
"""

import base64
import json
import secrets
import sys
from pathlib import Path

from shared.bus import topology

COMMITTED = Path(__file__).parent / "definitions.json"


def install(folder: Path) -> None:
    """Make what docker-compose.yml mounts: broker URLs, definitions, keys. What is there stays."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    passwords = {service: secrets.token_urlsafe(24) for service in topology.SERVICES}
    if not (folder / "rabbitmq-definitions.json").exists():
        hashes = {service: topology.password_hash(password) for service, password in passwords.items()}
        _write(folder / "rabbitmq-definitions.json", json.dumps(topology.definitions(hashes)))
        for service, password in passwords.items():
            _write(folder / f"{service}-broker-url", f"amqp://{service}:{password}@rabbitmq:5672/%2F")
    for zone in topology.Zone:
        _once(folder / f"bus-{zone}-key", f"{secrets.token_hex(4)}:{_key()}")
    _once(folder / "master-key", _key())
    for empty in ("openai-api-key", "twilio-auth-token"):
        _once(folder / empty, "")
    print(f"Secrets are in {folder}. Put your OpenAI key and Twilio token there if you have them, and back up master-key.")


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _once(path: Path, text: str) -> None:
    if not path.exists():
        _write(path, text)


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o644)  # Read by each container's own user; the folder keeps others out.
    path.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        install(Path(sys.argv[1]))
    else:
        COMMITTED.write_text(f"{json.dumps(topology.definitions({}), indent=1)}\n", encoding="utf-8")
