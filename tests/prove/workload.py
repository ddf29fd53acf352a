"""What is planted and what is asked: canaries that are searched for everywhere, and requests full of them, from a seed."""

import random
from dataclasses import dataclass

SYLLABLES = "ka lo mi ru te vä hy jo pe su ni ra ko li ma tu ve sa ke öl".split()
PHRASES = (
    "the other one is under the big list by the window",
    "nothing should ever be said about this to anybody again",
    "we only meet late in the evening when everybody is away",
    "i was never there and it was not my idea",
    "you have to go back and take it before they ask",
)
"""Secrets made of listed words alone: only the content rule can hide them."""
TEMPLATES = (
    "What did {name} say about the {thing}?", "who is {name}", "who is Anna {name}", "Who lives at {street} {n}?", "is {name} coming to the {thing}", "find {thing}",
    "find the {thing} from {name}", "search for {phrase}", "Remember that {phrase}", "remember that {name} likes the {thing}",
    "Remind me to {phrase} tomorrow at {h}", "remind me on Friday at {h}:30 to call {name}", "tell {name} that {phrase}", "draft a reply to {name} saying {phrase}",
    "note that the {thing} is {n}", "call {phone}", "write to {mail}", "what is {hetu}", "what is my {thing} number {n}", "Compare the {thing} before the message again",
    "compare the {name} thing with the other one before it", "summarise what {name} said about {thing}", "cancel my reminder to {phrase}", "what left my machine today",
    "show my reminders", "mark the {thing} as important", "help", "how do you say {thing} in finnish", "mikä on {thing}", "missä {name} asuu", "Muista että {name} on {thing}",
    "Muistuta minua soittamaan {name} huomenna klo {h}", "etsi {thing}", "mitä {name} sanoi: {phrase}", "kerro {name} että {phrase}", "laske yhteen {n} ja {n}", "hello {name}",
    "{name}", "{thing} {thing} {thing}", "the card is {card}", "my account is {iban}", "send \"{phrase}\" to {name}", "email {name} about the {thing} on {n}.{h}.2026",
    "x at {thing} dot com is the mail of {name}", "the number is four seven one two", "what time is it", "When is the {thing} with {name}?", "Kuka on {name}?",
)  # fmt: skip


@dataclass(frozen=True)
class Canaries:
    """What must never be found: names, things, numbers of one person's, and phrases of everyday words."""

    names: tuple[str, ...]
    things: tuple[str, ...]
    street: str
    phone: str
    mail: str
    hetu: str
    card: str
    iban: str
    phrases: tuple[str, ...] = PHRASES

    def words(self) -> tuple[str, ...]:
        """Return all but the phrases, as they would lie somewhere."""
        phone = self.phone.replace(" ", "")
        return (*self.names, *self.things, self.street, self.phone, phone, self.mail, self.hetu, self.card, self.iban)


def canaries(seed: int) -> Canaries:
    """Return another set for each seed."""
    made = random.Random(seed)

    def word(count: int) -> str:
        return "".join(made.choices(SYLLABLES, k=count))

    digits = "".join(made.choices("0123456789", k=20))
    return Canaries(
        names=tuple(f"{word(4).capitalize()}nen" for _ in range(6)),
        things=tuple(f"{word(4)}kko" for _ in range(8)),
        street=f"{word(4).capitalize()}katu",
        phone=f"045 {digits[:3]} {digits[3:7]}",
        mail=f"{word(3)}.{word(3)}@{word(3)}.example",
        hetu="131052-308T",
        card="4111 1111 1111 1111",
        iban=f"FI21 {digits[:4]} {digits[4:8]} {digits[8:12]} 85",
    )


def requests(planted: Canaries, count: int, seed: int) -> list[str]:
    """Return requests about canaries and about words that nobody has planted, the same for the same arguments."""
    made = random.Random(seed)
    found = []
    for number in range(count):
        template = TEMPLATES[number % len(TEMPLATES)] if number < len(TEMPLATES) else made.choice(TEMPLATES)
        thing = made.choice(planted.things) if made.random() < 0.5 else "".join(made.choices(SYLLABLES, k=made.randint(2, 5)))
        found.append(
            template.format(
                name=made.choice(planted.names),
                thing=thing,
                street=planted.street,
                phone=planted.phone,
                mail=planted.mail,
                hetu=planted.hetu,
                card=planted.card,
                iban=planted.iban,
                phrase=made.choice(planted.phrases),
                n=made.randint(10, 9999),
                h=made.randint(7, 21),
            )
        )
    return found
