"""What is told of as done: "took my pill at 8", "otin lääkkeen klo 8". Nothing is set by it."""

import re

EN = frozenset(
    "took had got went paid called did ate saw bought met made sent forgot finished done drank read woke slept left came ran swam wrote spoke told gave found lost won fed already".split()
)
NO_PAST_EN = frozenset("need feed seed bed red shed speed weed breed embed unfed".split())
ED = re.compile(r"[a-z]{2,}ed")
FI = re.compile(r"[a-zäö]+(?<!i)in|[a-zäö]+imme")
NO_PAST_FI = frozenset(
    "ensin usein takaisin niin kuin hyvin noin silloin milloin tuolloin aikoin öin päivin aamuin illoin kotoisin parhain kesäisin talvisin".split()
)
PARTICLE_FI = re.compile(r"(?:kin|isin)$")
BEFORE = re.compile(r"(?:(?:mä|minä|me|i|we|jo|juuri|just|äsken|eilen|tänään|aamulla|sit|sitten|ja|and|oh|ai) )+")


def is_told(said: str) -> bool:
    """Tell whether plain words begin with a verb of the past, in the first person or none."""
    words = BEFORE.sub("", said).split()
    if not words:
        return False
    first = words[0]
    english = first in EN or (ED.fullmatch(first) is not None and first not in NO_PAST_EN)
    finnish = FI.fullmatch(first) is not None and first not in NO_PAST_FI and PARTICLE_FI.search(first) is None
    return english or finnish or words[1:2] in (["jo"], ["already"])
