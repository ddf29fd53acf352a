"""What comes again and again: rules of RFC 5545 (RRULE, RDATE, EXDATE lines), looked into within bounds and said in words."""

from shared.repetition.expansion import settled, starts
from shared.repetition.lines import Rule, parsed
from shared.repetition.series import NoRule, after, checked, following
from shared.repetition.words import said

__all__ = ["NoRule", "Rule", "after", "checked", "following", "parsed", "said", "settled", "starts"]
