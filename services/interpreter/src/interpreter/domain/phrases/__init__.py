"""Example phrases of our own, by language and intent: what the classifier is trained from."""

from importlib import resources

from shared.schemas.plan import INTENTS
from shared.vocabulary import Vocabulary


def load(language: str, vocabulary: Vocabulary) -> list[tuple[list[str], str]]:
    """Return (tokens, intent) pairs. A word that is not on the list is masked, as it would arrive."""
    found: list[tuple[list[str], str]] = []
    intent = ""
    for line in resources.files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            intent = line[1:-1]
            if intent not in INTENTS:
                raise ValueError(f"{language}.txt names an unknown intent")
        elif line and not line.startswith("#"):
            found.append((_masked(line, language, vocabulary), intent))
    return found


def _masked(line: str, language: str, vocabulary: Vocabulary) -> list[str]:
    masked: list[str] = []
    for word in line.split():
        token = word if word.startswith("<") or vocabulary.id_of(word, language) is not None else "<WORD>"
        if token != "<WORD>" or masked[-1:] != ["<WORD>"]:
            masked.append(token)
    return masked
