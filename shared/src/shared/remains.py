"""What remains of something that was forgotten, in Finnish: the store says it in English, and whoever tells it to a person asks here. `{}`
stands for a value."""

import re

FINNISH = {
    "the same words in other things that you keep, which were not named": "samat sanat muualla talletetussa, jota et nimennyt",
    "an older backup in the data folder, out of which it is being taken now": "vanhempi varmuuskopio, josta sitä poistetaan parhaillaan",
    "{} older backups in the data folder, out of which it is being taken now": "{} vanhempaa varmuuskopiota, joista sitä poistetaan parhaillaan",
    "1 message of others in which the name stands": "1 muiden viesti, jossa nimi mainitaan",
    "{} messages of others in which the name stands": "{} muiden viestiä, joissa nimi mainitaan",
    "1 entry in the record of what left, which nothing is taken out of": "1 merkintä luettelossa siitä, mitä lähti; siitä ei poisteta mitään",
    "{} entries in the record of what left, which nothing is taken out of": "{} merkintää luettelossa siitä, mitä lähti; siitä ei poisteta mitään",
}


def in_finnish(remains: str) -> str:
    """Return what the store says in Finnish; as it is where there are no words for it."""
    for english, finnish in FINNISH.items():
        if match := re.fullmatch(re.escape(english).replace(r"\{\}", "(.+?)"), remains):
            return finnish.format(*match.groups())
    return remains
