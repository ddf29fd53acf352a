"""Which requests have threads of their own, so that what is slow takes none from webhooks and health."""

import re

from shared.doors import Lane

LANES = (
    Lane(re.compile(r"(GET|POST) /webhooks/"), 16),
    Lane(re.compile(r"POST /api/v1/imports$"), 16, lasting=True, takes_files=True),
    Lane(re.compile(r"POST /api/v1/keys/"), 4, lasting=True),
    Lane(
        re.compile(
            r"POST /api/v1/(messages$|forget|backups)|DELETE /api/v1/account|"
            r"GET /calendar/|GET /api/v1/(export|calendar\.ics|chats/.*/attachment$|egress/verification|audit/verification)"
        ),
        96,
        lasting=True,
    ),
)
