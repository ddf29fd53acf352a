"""Promise 6. Nobody else gets in: every route and every queue knows on whose behalf it acts.

Kept by: `gateway.routes.auth` (a token before any route), `shared.bus.topology` (a broker user per service with the least it
needs), `shared.envelope` (a key per zone), `store.adapters.vault` (a file and a key per person).
"""

import pika
import pika.exceptions
import pytest
import requests

from shared.bus import topology
from tests.prove.detectors import published_permissions
from tests.prove.evidence import broker_permissions
from tests.standins.rabbitmq import RabbitNode
from tests.standins.stack import Stack

OPEN = {"/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"}


UNSEAL = ("post", "/api/v1/keys/unseal")
"""Nobody can be known while the store is sealed: here the passphrase counts."""


def test_every_route_of_the_api_wants_a_token(bare: Stack) -> None:
    paths = requests.get(f"{bare.url}/api/v1/openapi.json", timeout=10).json()["paths"]
    assert len(paths) >= 14

    for path, methods in paths.items():
        for method in methods:
            if method != "parameters" and (method, path) != UNSEAL:
                response = requests.request(method, f"{bare.url}{path.replace('{', '').replace('}', '')}", timeout=10)
                assert response.status_code == 401, (method, path)
                assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_one_route_without_a_token_opens_a_sealed_store_and_tells_nothing(bare: Stack) -> None:
    answer = requests.post(f"{bare.url}{UNSEAL[1]}", json={"passphrase": "a guess"}, timeout=10)

    assert answer.json() == {"status": "open"}
    assert requests.get(f"{bare.url}/api/v1/notes", headers={"Authorization": "Bearer a guess"}, timeout=10).status_code == 401


def allowed(url: str, act: object) -> bool:
    connection = pika.BlockingConnection(pika.URLParameters(url))
    try:
        act(connection.channel())  # type: ignore[operator]
    except pika.exceptions.ChannelClosedByBroker as error:
        assert error.reply_code == 403, error.reply_text
        return False
    else:
        return True
    finally:
        if connection.is_open:
            connection.close()


def publish(exchange: str) -> object:
    def act(channel: pika.channel.Channel) -> None:
        channel.confirm_delivery()
        channel.basic_publish(exchange, "nowhere", b"x")

    return act


def consume(queue: str) -> object:
    return lambda channel: channel.basic_cancel(channel.basic_consume(queue, lambda *_: None))


QUEUES = [queue.name for zone in topology.Zone for queue in topology.queues(zone)]


@pytest.mark.parametrize("service", topology.SERVICES)
def test_a_broker_user_can_read_its_own_queues_and_no_others(rabbitmq: RabbitNode, service: str) -> None:
    readable = {name for name in QUEUES if allowed(rabbitmq.url(service), consume(name))}

    own = {name for name in QUEUES if name.startswith(f"{service}.") and not name.endswith(".dead")}
    assert readable == own


def test_the_interpreter_reads_one_queue_and_writes_one_exchange(rabbitmq: RabbitNode) -> None:
    url = rabbitmq.url("interpreter")
    exchanges = [name for name, _ in topology.exchanges()]

    assert [name for name in QUEUES if allowed(url, consume(name))] == ["interpreter.requests"]
    assert [name for name in exchanges if allowed(url, publish(name))] == [topology.REPLY]


@pytest.mark.parametrize(
    ("service", "exchange"), [("gateway", "interpreter"), ("store", "interpreter"), ("interpreter", "store"), ("interpreter", "gateway")]
)
def test_nobody_but_private_llm_can_ask_the_interpreter_and_it_can_ask_nobody(rabbitmq: RabbitNode, service: str, exchange: str) -> None:
    assert not allowed(rabbitmq.url(service), publish(exchange))


def test_the_broker_allows_every_user_what_is_published_and_nothing_else(rabbitmq: RabbitNode) -> None:
    found = broker_permissions(rabbitmq)

    assert found == published_permissions()
    assert len(found) > 50


@pytest.mark.parametrize("service", topology.SERVICES)
def test_no_service_can_make_or_remove_a_queue_of_another(rabbitmq: RabbitNode, service: str) -> None:
    url = rabbitmq.url(service)

    assert not allowed(url, lambda channel: channel.queue_declare("stray", durable=True))
    assert not allowed(url, lambda channel: channel.queue_delete("store.requests"))
