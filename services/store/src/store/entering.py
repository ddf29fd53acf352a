"""What the store answers about who may come in."""

from shared.schemas import archive as ask
from shared.schemas.message import Message
from store.adapters.access import Access
from store.adapters.accounts import Accounts
from store.adapters.pushes import Pushes


class Entering:
    """Message in, message out."""

    def __init__(self, access: Access, accounts: Accounts, pushes: Pushes) -> None:
        self._access = access
        self._pushes = pushes
        self._accounts = accounts

    def authenticate(self, request: ask.Authenticate) -> Message:
        return self._access.identify(request.token_sha256, seen=request.seen)

    def admit(self, request: ask.Admit) -> Message:
        return self._access.admit(request)

    def make_token(self, request: ask.MakeToken) -> Message:
        return ask.Tokens((self._access.make(request),))

    def list_tokens(self, request: ask.ListTokens) -> Message:
        return ask.Tokens(self._access.every(request.person, request.kind))

    def end_tokens(self, request: ask.EndTokens) -> Message:
        ended = self._access.end(request.person, request.kind, only=request.only, all_but=request.all_but)
        return ask.Done(request.only, fresh=bool(ended))

    def set_passphrase(self, request: ask.SetPassphrase) -> Message:
        self._access.set_passphrase(request)
        return ask.Done("passphrase")

    def ask_passphrase(self, request: ask.AskPassphrase) -> Message:
        return self._access.passphrase(request.person)

    def list_accounts(self, request: ask.ListAccounts) -> Message:
        return ask.Accounts(self._accounts.every(request.person))

    def invite(self, request: ask.Invite) -> Message:
        return ask.Accounts((self._accounts.invite(request),))

    def put_push(self, request: ask.PutPush) -> Message:
        self._pushes.put(request)
        return ask.Done(request.token)

    def drop_push(self, request: ask.DropPush) -> Message:
        return ask.Done(request.token, fresh=self._pushes.drop(request))

    def ask_push(self, request: ask.AskPush) -> Message:
        return self._pushes.one(request)
