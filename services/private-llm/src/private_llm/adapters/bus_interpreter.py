"""The interpreter, over the bus: numbers go out, a plan comes back."""

from private_llm.domain.planner import digest
from private_llm.domain.redaction import gate
from shared.bus import Bus
from shared.schemas.interpretation import Encoded, Interpret, Interpretation, Item, Release, encode_items
from shared.vocabulary import Vocabulary

INTERPRET_SECONDS = 2.0
RELEASE_SECONDS = 10.0
"""The interpreter gives the cloud model eight seconds."""


class BusInterpreter:
    """Sends word ids and placeholders that the gate lets out, nothing else."""

    def __init__(self, bus: Bus, vocabulary: Vocabulary) -> None:
        self._bus = bus
        self._vocabulary = vocabulary

    def interpret(self, items: tuple[Item, ...], *, cloud: Encoded) -> Interpretation:
        gate.check(items, self._vocabulary)
        if cloud:
            gate.check_framed(cloud, self._vocabulary)
        request = Interpret(self._vocabulary.version, encode_items(items), cloud)
        return self._bus.request(request, Interpretation, timeout_seconds=INTERPRET_SECONDS)

    def release(self, cloud: Encoded, body: str) -> Interpretation:
        gate.check_framed(cloud, self._vocabulary)
        request = Release(self._vocabulary.version, cloud, digest(body))
        return self._bus.request(request, Interpretation, timeout_seconds=RELEASE_SECONDS)
