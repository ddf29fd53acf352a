"""What others reach on the same texts: run by `privacy.py` and `mind.py` in an environment of its own, JSON in, JSON out.

    reference.py presidio < ["text", …]                                   → [[[start, end], …], …] and milliseconds per text
    reference.py linear   < {"train": [[text, label], …], "test": […]}    → accuracy of TF-IDF and logistic regression
    reference.py words    < number                                        → the most frequent Finnish word forms
    reference.py dateparser|parsedatetime < [["2026-11-27T12:00", "text"], …] → local times, "" where there is none

Presidio's pattern recognisers run without a language model, in English and Finnish, exactly as they come.
"""

import json
import logging
import sys
import time
from datetime import datetime
from typing import Any


def presidio(texts: list[str]) -> dict[str, Any]:
    """Return the spans that any pattern recogniser marks."""
    import tldextract

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # Its own list; it would fetch a newer one from the internet.
    from presidio_analyzer import PatternRecognizer, RecognizerRegistry

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    registry = RecognizerRegistry(supported_languages=["en", "fi"])
    registry.load_predefined_recognizers(languages=["en", "fi"])
    recognisers = [entry for entry in registry.recognizers if isinstance(entry, PatternRecognizer)]
    found, began = [], time.perf_counter()
    for text in texts:
        marks = [mark for entry in recognisers for mark in entry.analyze(text, entry.supported_entities, None) or ()]
        found.append([(mark.start, mark.end) for mark in marks])
    return {"spans": found, "ms": (time.perf_counter() - began) * 1000 / max(len(texts), 1), "recognisers": len(recognisers)}


def linear(data: dict[str, list[list[str]]]) -> float:
    """Return the accuracy of a linear model of words and word pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True), LogisticRegression(C=20, max_iter=300)
    )
    model.fit(*zip(*data["train"], strict=True))
    texts, labels = zip(*data["test"], strict=True)
    return float(model.score(texts, labels))


def words(count: int) -> list[str]:
    """Return the most frequent Finnish words of wordfreq."""
    from wordfreq import top_n_list

    return list(top_n_list("fi", count))


def dateparser(cases: list[list[str]]) -> list[str]:
    """Return the moments that dateparser reads, with the future preferred."""
    from dateparser.search import search_dates

    found = []
    for now, phrase in cases:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(now), "PREFER_DATES_FROM": "future"}
        dates = search_dates(phrase, languages=["en", "fi"], settings=settings)
        found.append(f"{dates[0][1]:%Y-%m-%d %H:%M}" if dates else "")
    return found


def parsedatetime(cases: list[list[str]]) -> list[str]:
    """Return the moments that parsedatetime reads."""
    from parsedatetime import Calendar

    found = []
    for now, phrase in cases:
        moment, status = Calendar().parseDT(phrase, sourceTime=datetime.fromisoformat(now))
        found.append(f"{moment:%Y-%m-%d %H:%M}" if status else "")
    return found


if __name__ == "__main__":
    asked = {"presidio": presidio, "linear": linear, "words": words, "dateparser": dateparser, "parsedatetime": parsedatetime}
    print(json.dumps(asked[sys.argv[1]](json.load(sys.stdin))))
