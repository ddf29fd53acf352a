"""Build the lists that say what kind of thing a masked word is: a person's name, a place, an organisation.

    pip install -c constraints.txt faker
    python tools/build_kinds.py > services/private-llm/src/private_llm/domain/redaction/kinds.txt

They only choose the placeholder: what is on them never leaves, and a word that is on none leaves as WORD. Given and family names,
cities and countries are Faker's (English, Finnish, Swedish); what people call services and companies is `organisations.txt`.
"""

import importlib
from pathlib import Path

from build_vocabulary import names

HERE = Path(__file__).parent
LOCALES = ("en_US", "en_GB", "fi_FI", "sv_SE")
LEAST_LETTERS = 3


def places() -> set[str]:
    """Return cities, countries and states."""
    found: set[str] = set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.address.{locale}").Provider
        for attribute in ("cities", "countries", "states", "territories", "states_and_territories", "counties"):
            for name in getattr(provider, attribute, ()):
                found.update(word for word in (name if isinstance(name, str) else name[-1]).lower().split() if word.isalpha())
    return found


def main() -> None:
    """Print the words of each kind; a word of several is of the first."""
    organisations = set((HERE / "organisations.txt").read_text(encoding="utf-8").split())
    own = set((HERE / "places.txt").read_text(encoding="utf-8").split())
    done: set[str] = set()
    for kind, words in (("ORG", organisations), ("PLACE", places() | own), ("PERSON", {word for name in names() for word in name.split()})):
        fresh = {word for word in words - done if len(word) >= LEAST_LETTERS and word.isalpha()}
        print(f"[{kind}]", *sorted(fresh), sep="\n")
        done |= fresh


if __name__ == "__main__":
    main()
