"""Build the Finnish word list: words of our own (`finnish.txt`), inflected.

    python tools/build_finnish.py > shared/src/shared/vocabulary/fi.txt

There is no Finnish corpus of requests to assistants that a list may be derived from, so the words are chosen by hand: function
words, what assistants are asked to do, and everyday words that name nobody and nothing in particular. A section of the source
says how its lines inflect:

    [words]      as they stand
    [verbs]      infinitive, strong stem, weak stem, past strong, past weak, participle stem, passive stem
    [nouns]      nominative, strong stem, weak stem, partitive, plural strong stem, plural weak stem, plural partitive, plural genitive
    [adjectives] like nouns, and their comparative stem
"""

import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
BACK, CASES = "aou", ("ssa", "sta", "lla", "lta", "lle", "ksi")
PERSONS = ("n", "t", "mme", "tte")


def harmony(stem: str, ending: str) -> str:
    """Return an ending with front vowels unless the stem has a back one."""
    last = stem.rsplit("-", 1)[-1]
    return ending if any(vowel in last for vowel in BACK) else ending.replace("a", "ä").replace("o", "ö").replace("u", "y")


def with_endings(stem: str, endings: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    """Yield a stem with each ending, in vowel harmony."""
    return (stem + harmony(stem, ending) for ending in endings)


def verb(infinitive: str, strong: str, weak: str, past_strong: str, past_weak: str, participle: str, passive: str) -> Iterator[str]:
    """Yield the finite forms, participles and infinitives of a verb."""
    third = strong if strong[-2:] in {"aa", "ää", "oi", "ui", "yi", "öi", "uo", "yö", "ie"} else strong + strong[-1]
    yield from (infinitive, third, past_strong, weak)
    yield from with_endings(weak, ("n", "t", "nko", "tko"))
    yield from with_endings(
        strong, ("mme", "tte", "vat", "va", "van", "vaa", "massa", "maan", "masta", "malla", "minen", "misen", "mista", "ko")
    )
    yield from with_endings(third, ("ko",))
    yield from with_endings(past_weak, ("n", "t", "nko", "tko"))
    yield from with_endings(past_strong, ("mme", "tte", "vat", "ko"))
    conditional = (
        strong.removesuffix("e").removesuffix("i") if strong[-1] in "ei" and strong[-2:] not in {"oi", "ui", "ie", "yi", "öi"} else strong
    )
    conditional = conditional[:-2] + conditional[-1] if conditional[-2:] in {"uo", "yö", "ie"} else conditional
    conditional = conditional.removesuffix("i") if conditional[-2:] in {"oi", "ui", "öi"} else conditional
    yield from with_endings(conditional + "isi", ("", "n", "t", "mme", "tte", "vat", "nko", "tko", "ko"))
    yield from with_endings(participle, ("nut", "neet") if participle[-1] not in "lrs" else (f"{participle[-1]}ut", f"{participle[-1]}eet"))
    yield from with_endings(passive, _passive_endings(infinitive, passive))


def _passive_endings(infinitive: str, stem: str) -> tuple[str, ...]:
    if infinitive.endswith(("da", "dä")):
        return "daan", "tiin", "tu", "tava"
    if stem[-1] in "lnr":
        return f"{stem[-1]}aan", "tiin", "tu", "tava"
    if stem[-1] in "st":
        return ("taan" if stem[-1] == "s" else "aan"), "tiin", "tu", "tava"
    return "taan", "ttiin", "ttu", "ttava"


def noun(nominative: str, strong: str, weak: str, partitive: str, plural: str, plural_weak: str, many: str, of_many: str) -> Iterator[str]:
    """Yield the cases of a noun in both numbers."""
    yield from (nominative, partitive, many, of_many, f"{weak}n", f"{weak}t")
    yield from with_endings(weak, CASES)
    yield from with_endings(strong, ("na",))
    yield strong + ("seen" if strong[-2:-1] == strong[-1:] else f"{strong[-1]}n")
    yield from with_endings(plural_weak, CASES)
    yield from with_endings(plural, ("na",))
    yield plural + ("siin" if plural[-2] in "aeiouyäö" and strong[-2:-1] == strong[-1:] else "hin" if plural[-2] in "aeouyäö" else "in")


def adjective(*stems: str) -> Iterator[str]:
    """Yield the cases of an adjective, its adverb, its comparative and its superlative."""
    *forms, comparative = stems
    yield from noun(*forms)
    yield from with_endings(forms[2], ("sti",))
    yield from with_endings(comparative, ("mpi", "mman", "mmat", "mpaa", "mpia", "mmin"))
    superlative = comparative[:-1] + "i" if comparative[-1] in "aäe" else comparative + "i"
    yield from with_endings(superlative.replace("ii", "i"), ("n", "mman", "mmat", "mpia", "mmin"))


RULES = {"words": lambda *words: iter(words), "verbs": verb, "nouns": noun, "adjectives": adjective}


def main() -> None:
    """Print the list."""
    found: set[str] = set()
    section = ""
    for number, line in enumerate((HERE / "finnish.txt").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            try:
                found.update(RULES[section](*line.split()))
            except TypeError:
                sys.exit(f"finnish.txt:{number}: a line of [{section}] has another number of stems")
    denied = {
        word
        for line in (HERE / "denied_fi.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    }
    print("\n".join(sorted(found - denied)))


if __name__ == "__main__":
    main()
