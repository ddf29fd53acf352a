"""The interpreter, assembled."""

from interpreter.adapters.openai_model import OpenAIModel
from interpreter.domain.local import LocalInterpreter
from interpreter.handlers import Handlers
from shared.bus import Bus
from shared.metrics import Metrics
from shared.schemas.interpretation import Interpret, Release
from shared.schemas.status import AskInterpreter
from shared.service import Service
from shared.vocabulary import Vocabulary


def assemble(bus: Bus, metrics: Metrics, vocabulary: Vocabulary, cloud: OpenAIModel | None, *, engine: str) -> Service:
    """Build the interpreter around a bus."""
    handlers = Handlers(LocalInterpreter(vocabulary), cloud, vocabulary, engine=engine)
    bus.subscribe(Interpret, handlers.interpret)
    bus.subscribe(Release, handlers.release)
    bus.subscribe(AskInterpreter, handlers.status)
    return Service("interpreter", bus=bus, metrics=metrics)
