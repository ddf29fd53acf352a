"""One contract, two transports: whatever a service relies on holds over RabbitMQ and over the embedded broker."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.bus import Bus, topology
from shared.bus.publisher import Outgoing
from shared.envelope import Keyring, Sealed
from shared.errors import BadMessage, Refused, Unavailable
from shared.metrics import Metrics
from shared.schemas.archive import Delivered
from shared.schemas.conversation import IncomingMessage, Notify, TurnEvent
from shared.schemas.message import Zone
from shared.schemas.status import AskEngine, AskStore, ServiceStatus
from tests.integration.conftest import PRIVATE, SECRET, World, turn
from tests.standins.stack import until


def test_a_request_is_answered_by_whoever_handles_it(world: World) -> None:
    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, lambda _: ServiceStatus("store", {"a": "b"})))
    gateway = world.bus("gateway", asks=True)

    answer = gateway.request(AskStore(), ServiceStatus)

    assert answer.parts == {"a": "b"}


def test_several_who_are_asked_at_once_answer_each_in_their_place(world: World) -> None:
    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, lambda _: ServiceStatus("store", {})))
    world.bus("private-llm", setup=lambda bus: bus.subscribe(AskEngine, lambda _: ServiceStatus("engine", {})))
    gateway = world.bus("gateway", asks=True)

    answers = gateway.request_all((AskEngine(), AskStore(), AskEngine()), ServiceStatus)

    assert [answer.service for answer in answers] == ["engine", "store", "engine"]


def test_of_several_who_are_asked_at_once_one_who_is_away_is_named(world: World) -> None:
    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, lambda _: ServiceStatus("store", {})))
    gateway = world.bus("gateway", asks=True)

    with pytest.raises(Unavailable, match="private-llm"):
        gateway.request_all((AskStore(), AskEngine()), ServiceStatus, timeout_seconds=0.5)


def test_answers_go_to_the_thread_that_asked(world: World) -> None:
    numbers = iter(range(1000))
    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, lambda _: ServiceStatus(str(next(numbers)), {})))
    gateway = world.bus("gateway", asks=True)
    seen: list[str] = []

    threads = [
        threading.Thread(target=lambda: seen.extend(gateway.request(AskStore(), ServiceStatus).service for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(seen) == len(set(seen)) == 160


@pytest.mark.parametrize("kind", [Refused, Unavailable, BadMessage])
def test_the_handlers_error_is_raised_where_the_request_was_made(world: World, kind: type[Exception]) -> None:
    def fail(_: AskStore) -> ServiceStatus:
        raise kind("because")

    world.bus("store", setup=lambda bus: bus.subscribe(AskStore, fail))
    gateway = world.bus("gateway", asks=True)

    with pytest.raises(kind, match="because"):
        gateway.request(AskStore(), ServiceStatus)


def test_a_request_that_nobody_answers_ends_in_time(world: World) -> None:
    gateway = world.bus("gateway", asks=True)

    with pytest.raises(Unavailable, match="store"):
        gateway.request(AskStore(), ServiceStatus, timeout_seconds=0.5)


def test_a_published_message_is_in_its_queue_when_publish_returns(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    message = turn(1)

    gateway.publish(message)

    assert world.size(topology.queue_for(message)) == 1


def test_stopping_finishes_and_acks_the_message_in_hand(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    begun, seen = threading.Event(), []

    def handle(message: IncomingMessage, _emit: object) -> None:
        begun.set()
        time.sleep(0.3)
        seen.append(message.turn)

    engine = world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway.publish(turn(1))
    assert begun.wait(10)

    engine.stop()

    assert seen == ["t1"]
    assert world.size(topology.queue_for(turn(1))) == 0


def test_events_stream_back_in_order_to_the_one_who_waits(world: World) -> None:
    def handle(message: IncomingMessage, emit: Callable[[TurnEvent], None]) -> None:
        for number in range(20):
            emit(TurnEvent("token", message.turn, str(number)))
        emit(TurnEvent("reply", message.turn))

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)

    with gateway.stream() as stream:
        gateway.publish(turn(1), stream=stream)
        events = stream.events(TurnEvent, idle_seconds=10)
        texts = [next(events).text for _ in range(20)]
        last = next(events)

    assert texts == [str(number) for number in range(20)]
    assert last.kind == "reply"


def test_turns_of_one_person_are_handled_in_order_and_one_at_a_time(world: World) -> None:
    seen: list[str] = []
    busy = threading.Semaphore(1)

    def handle(message: IncomingMessage, _emit: object) -> None:
        assert busy.acquire(blocking=False), "two turns of one person at once"
        seen.append(message.turn)
        time.sleep(0.002)
        busy.release()

    gateway = world.bus("gateway", asks=True)
    for number in range(30):
        gateway.publish(turn(number))
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))

    until(lambda: len(seen) == 30, what="all turns are handled")
    assert seen == [f"t{number}" for number in range(30)]


def test_what_goes_on_behind_lets_the_next_pass_and_is_acked_in_the_end(world: World) -> None:
    seen: list[str] = []
    go_on = threading.Event()

    def handle(message: IncomingMessage, emit: Callable[[TurnEvent], None]) -> Callable[[], None] | None:
        def rest() -> None:
            assert go_on.wait(20)
            seen.append(f"the rest of {message.turn}")
            emit(TurnEvent("reply", message.turn))

        seen.append(message.turn)
        return rest if message.turn == "t1" else None

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)
    with gateway.stream() as stream:
        gateway.publish(turn(0))
        gateway.publish(turn(1), stream=stream)
        for number in (2, 3):
            gateway.publish(turn(number))
        until(lambda: seen == ["t0", "t1", "t2", "t3"], what="the others have passed")

        go_on.set()

        assert next(stream.events(TurnEvent, idle_seconds=10)).turn == "t1"
    until(lambda: world.size(topology.queue_for(turn(1))) == 0, what="the ack")
    assert seen[-1] == "the rest of t1"


def test_more_than_may_be_in_hand_wait_for_what_goes_on_behind(world: World) -> None:
    seen: list[str] = []
    go_on = threading.Event()

    def handle(message: IncomingMessage, _emit: object) -> Callable[[], None]:
        def rest() -> None:
            assert go_on.wait(20)

        seen.append(message.turn)
        return rest

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)
    for number in range(IncomingMessage.in_hand + 2):
        gateway.publish(turn(number))

    until(lambda: len(seen) >= IncomingMessage.in_hand, what="as many as may be are in hand")
    assert len(seen) <= IncomingMessage.in_hand + 1  # The first came alone, and RabbitMQ does not count it.
    go_on.set()
    until(lambda: len(seen) == IncomingMessage.in_hand + 2, what="the others come")


@pytest.mark.parametrize(("error", "times", "parked"), [(Unavailable("away"), 3, 0), (BadMessage("wrong"), 1, 1)])
def test_what_fails_behind_is_dealt_with_as_in_front(world: World, error: Exception, times: int, parked: int) -> None:
    tried: list[str] = []

    def handle(message: IncomingMessage, _emit: object) -> Callable[[], None]:
        def rest() -> None:
            tried.append(message.turn)
            if len(tried) < 3:
                raise error

        return rest

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    world.bus("gateway", asks=True).publish(turn(1))

    until(lambda: len(tried) == times, what="it was tried")
    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == parked, what="it is parked, or not")
    until(lambda: world.size(topology.queue_for(turn(1))) == 0, what="it is settled")


def test_what_can_not_even_be_parked_behind_comes_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def handle(message: IncomingMessage, _emit: object) -> Callable[[], None]:
        def rest() -> None:
            tried.append(message.turn)
            raise BadMessage("wrong")

        return rest

    def send(*what: Any, **how: Any) -> None:
        if len(tried) == 1:
            raise Unavailable("the broker does not confirm")
        passed(*what, **how)

    engine = world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    passed = engine._publisher.send
    monkeypatch.setattr(engine._publisher, "send", send)
    world.bus("gateway", asks=True).publish(turn(1))

    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="it is parked")
    assert tried == ["t1", "t1"]


def test_an_ordered_topic_waits_in_place_for_what_is_away(world: World) -> None:
    seen: list[str] = []

    def handle(message: IncomingMessage, _emit: object) -> None:
        seen.append(message.turn)
        if len(seen) < 3:
            raise Unavailable("not yet")

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)
    gateway.publish(turn(1))
    gateway.publish(turn(2))

    until(lambda: len(seen) == 4, what="both turns are handled")
    assert seen == ["t1", "t1", "t1", "t2"]


def test_a_topic_without_order_is_tried_again_after_a_delay(world: World) -> None:
    seen: list[float] = []

    def handle(_event: Delivered, _emit: object) -> None:
        seen.append(time.monotonic())
        if len(seen) == 1:
            raise Unavailable("not yet")

    world.bus("store", setup=lambda bus: bus.subscribe(Delivered, handle))
    gateway = world.bus("gateway", asks=True)
    gateway.publish(Delivered("twilio", "SM1", "sent"))

    until(lambda: len(seen) == 2, what="the second try")
    assert seen[1] - seen[0] >= topology.RETRY_DELAYS_SECONDS[0] * 0.9


def test_what_is_worth_more_tries_is_tried_again_at_the_longest_delay_and_then_parked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topology, "RETRY_DELAYS_SECONDS", (1,))
    monkeypatch.setattr(Notify, "retries", 2)
    seen: list[str] = []

    def handle(message: Notify, _emit: object) -> None:
        seen.append(message.tag)
        raise Unavailable("not yet")

    world.bus("gateway", setup=lambda bus: bus.subscribe(Notify, handle))
    world.bus("private-llm", asks=True).publish(Notify("p", "d", "d1", "tag", SECRET, "en", datetime.now(UTC)))

    until(lambda: world.size(topology.dead_queue(Notify)) == 1, what="it is parked")
    assert seen == ["tag"] * 3


def test_what_can_never_be_handled_is_parked_and_its_neighbours_pass(world: World) -> None:
    seen: list[str] = []

    def handle(message: IncomingMessage, _emit: object) -> None:
        if message.turn == "t1":
            raise BadMessage("poison")
        seen.append(message.turn)

    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, handle))
    gateway = world.bus("gateway", asks=True)
    gateway.publish(turn(1))
    gateway.publish(turn(2))

    until(lambda: seen == ["t2"], what="the neighbour is handled")
    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="the poison is parked")


def test_a_message_sealed_with_another_key_is_parked_unread(world: World) -> None:
    stranger = Bus(
        "gateway",
        world.broker("gateway"),
        {Zone.PRIVATE: Keyring.load_or_create(world.home / "other.key")},
        Metrics("gateway"),
        asks=PRIVATE,
    )
    stranger.start()
    seen: list[str] = []
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, lambda message, _emit: seen.append(message.turn)))

    stranger.publish(turn(1))

    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="the forgery is parked")
    assert seen == []
    stranger.stop()


def test_a_topic_that_nobody_handles_is_parked_and_not_lost(world: World) -> None:
    world.bus("private-llm", setup=lambda bus: bus.subscribe(IncomingMessage, lambda _message, _emit: None))
    gateway = world.bus("gateway", asks=True)
    sealed = Sealed(b"x", {"v": 1, "topic": "private-llm.unheard-of", "key": "k"})

    gateway._publisher.send(Outgoing(sealed, Zone.PRIVATE, "private-llm", topology.queue_for(turn(1)), "m1", durable=True))

    until(lambda: world.size(topology.dead_queue(IncomingMessage)) == 1, what="the message is parked")


def test_bodies_are_sealed(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    message = turn(1)

    gateway.publish(message)

    assert SECRET.encode() not in world.raw(topology.queue_for(message))


def test_publishing_to_what_is_not_there_is_an_error(world: World) -> None:
    gateway = world.bus("gateway", asks=True)
    broken = type("Broken", (Delivered,), {"topic": "store.not-there"})("twilio", "SM1", "sent")

    with pytest.raises(Unavailable):
        gateway.publish(broken)
