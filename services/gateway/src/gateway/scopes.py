"""What a token may do that may not do all. Every route is in the table; one that is not takes a token for everything. What is open takes no
token: something else counts there (a passphrase, a signature, a secret address), or there is nothing to guard."""

from shared.schemas.archive import Scope

SCOPES: tuple[Scope, ...] = ("read", "ask", "import", "all")
"""Read what is kept; talk to the assistant, which does what it is told; bring files in; all of it, and what opens it."""
RECORDS = ("notes", "reminders", "contacts", "chats", "drafts", "events", "items", "rules", "summaries")
_TABLE = """
GET    /healthz                        open
GET    /readyz                         open
GET    /metrics                        open
GET    /static/<path:filename>         open
GET    /api/v1/openapi.json            open
POST   /api/v1/sessions                open
POST   /api/v1/keys/unseal             open
GET    /calendar/<string:secret>.ics   open
GET    /webhooks/twilio/whatsapp       open
POST   /webhooks/twilio/whatsapp       open
GET    /webhooks/twilio/status         open
POST   /webhooks/twilio/status         open
GET    /api/v1/status                  read ask import
GET    /api/v1/RECORDS                 read
GET    /api/v1/RECORDS/<string:record_id>  read
GET    /api/v1/reminders/ringing       read
POST   /api/v1/RECORDS                 all
POST   /api/v1/reminders/<string:record_id>/once  all
PATCH  /api/v1/RECORDS/<string:record_id>  all
DELETE /api/v1/RECORDS/<string:record_id>  all
GET    /api/v1/chats/<string:chat_id>/messages  read
POST   /api/v1/chats/<string:chat_id>/messages  all
GET    /api/v1/chats/<string:chat_id>/messages/<string:message_id>  read
PATCH  /api/v1/chats/<string:chat_id>/messages/<string:message_id>  all
DELETE /api/v1/chats/<string:chat_id>/messages/<string:message_id>  all
GET    /api/v1/chats/<string:chat_id>/messages/<string:message_id>/attachment  read
GET    /api/v1/chats/newest            read
GET    /api/v1/chats/statistics        read
GET    /api/v1/settings                read
PATCH  /api/v1/settings                all
GET    /api/v1/profile                 read
PATCH  /api/v1/profile                 all
GET    /api/v1/search                  read
GET    /api/v1/calendar                read
GET    /api/v1/calendar.ics            read
GET    /api/v1/calendar/address        read
POST   /api/v1/calendar/address        all
DELETE /api/v1/calendar/address        all
GET    /api/v1/export                  read
GET    /api/v1/egress                  read
GET    /api/v1/egress/<string:entry_id>  read
GET    /api/v1/egress/verification     read
GET    /api/v1/audit                   read
GET    /api/v1/audit/verification      read
GET    /api/v1/messages                read
POST   /api/v1/messages                ask
POST   /api/v1/messages/stop           ask
GET    /api/v1/threads                 read
GET    /api/v1/threads/<string:thread_id>  read
PATCH  /api/v1/threads/<string:thread_id>  all
POST   /api/v1/redactions              ask
POST   /v1/chat/completions            ask
GET    /v1/models                      ask
GET    /v1/models/sihteeri             ask
POST   /api/v1/imports                 import
GET    /api/v1/imports                 read import
GET    /api/v1/imports/<string:import_id>  read import
DELETE /api/v1/imports/<string:import_id>  all
GET    /api/v1/links                   all
POST   /api/v1/links                   all
DELETE /api/v1/links/<string:link_id>  all
POST   /api/v1/forget                  all
DELETE /api/v1/account                 all
GET    /api/v1/backups                 all
POST   /api/v1/backups                 all
POST   /api/v1/backups/drill           all
GET    /api/v1/keys                    all
POST   /api/v1/keys/rotation           all
GET    /api/v1/accounts                all
POST   /api/v1/accounts                all
DELETE /api/v1/accounts/<string:account_id>  all
GET    /api/v1/sessions                all
DELETE /api/v1/sessions                all
POST   /api/v1/sessions/links          all
GET    /api/v1/sessions/<string:session_id>  all
DELETE /api/v1/sessions/<string:session_id>  all
GET    /api/v1/pushes/key              all
PUT    /api/v1/pushes/this             all
DELETE /api/v1/pushes/<string:session_id>  all
GET    /api/v1/tokens                  all
POST   /api/v1/tokens                  all
DELETE /api/v1/tokens/<string:token_id>  all
GET    /api/v1/passphrase              all
PUT    /api/v1/passphrase              all
DELETE /api/v1/passphrase              all
"""


def _read(table: str) -> dict[str, frozenset[str]]:
    rows: dict[str, frozenset[str]] = {}
    for line in table.strip().splitlines():
        method, rule, *scopes = line.split()
        for one in RECORDS if "RECORDS" in rule else ("",):
            rows[f"{method} {rule.replace('RECORDS', one)}"] = frozenset(scopes) | {"all"}
    return rows


TABLE = _read(_TABLE)


def needed(method: str, rule: str) -> frozenset[str]:
    """Return the scopes of which a token needs one; reading the head of something is reading it."""
    return TABLE.get(f"{'GET' if method == 'HEAD' else method} {rule}", frozenset({"all"}))
