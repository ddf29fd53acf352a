"""Words that end what is being said: "stop", "seis". What else they may mean is for when nothing is being said."""

from private_llm.domain.understanding import lexicon
from private_llm.domain.understanding.lexicon import plain


def is_stop(text: str) -> bool:
    """Tell whether a message is nothing but such a word, in any language."""
    said = plain(text)
    return any(words.is_one("stop", words.without_fillers(said)) for words in map(lexicon.load, lexicon.LANGUAGES))
