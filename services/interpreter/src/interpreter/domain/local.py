"""The local interpreter: needs no network, answers in well under a millisecond."""

from interpreter.domain import slots
from interpreter.domain.classifier import Classifier
from interpreter.domain.rendering import language_of, tokens
from shared.schemas.interpretation import Item
from shared.schemas.plan import Plan, Step
from shared.vocabulary import LANGUAGES, Vocabulary


class LocalInterpreter:
    """One classifier per language."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._classifiers = {language: Classifier.load(language) for language in LANGUAGES}

    def plan(self, items: tuple[Item, ...]) -> Plan:
        """Return a plan of one step."""
        language = language_of(items, self._vocabulary)
        intent, confidence = self._classifiers[language].classify(tokens(items, self._vocabulary))
        step = Step(intent, slots.find(intent, items))  # type: ignore[arg-type]
        return Plan((step,), round(confidence, 4), language)  # type: ignore[arg-type]
