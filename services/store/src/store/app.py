"""The store, assembled."""

from shared.bus import Bus
from shared.bus.handling import Handler
from shared.health import Dependency
from shared.metrics import Metrics
from shared.schemas import archive as ask
from shared.schemas.message import Message
from shared.schemas.status import AskStore
from shared.service import Service
from store.adapters.access import Access
from store.adapters.accounts import Accounts
from store.adapters.backups import Backups
from store.adapters.directory import Directory
from store.adapters.keys import KeyFile
from store.adapters.ownership import Ownership
from store.adapters.passing import Passing
from store.adapters.pushes import Pushes
from store.adapters.vault import Vault
from store.clock import ReminderClock
from store.entering import Entering
from store.handlers import Handlers
from store.importing import Importing
from store.keeping import Keeping
from store.rekeying import Rekeying
from store.settings import Settings


def assemble(vault: Vault, file: KeyFile, backups: Backups, bus: Bus, metrics: Metrics, *, settings: Settings) -> Service:
    """Build the store around a vault and a bus."""
    directory = Directory(vault)
    ownership, importing, passing = Ownership(vault), Importing(vault, directory), Passing()

    def opened() -> None:
        ownership.ensure(settings.owner_whatsapp)
        importing.resume()

    rekeying = Rekeying(vault, file, opened, backups)
    keeping = Keeping(
        vault, directory, backups, metrics, rekeying.go_on, passing.sweep, every_hours=settings.backup_hours, keep=settings.backup_keep
    )
    pushes = Pushes(vault)
    entering = Entering(Access(vault), Accounts(vault), pushes)
    handlers = Handlers(vault, directory, backups, keeping.wake, passing=passing)
    rekeying.open()
    handled: dict[type[Message], Handler] = {
        ask.Authenticate: entering.authenticate,
        ask.Admit: entering.admit,
        ask.MakeToken: entering.make_token,
        ask.ListTokens: entering.list_tokens,
        ask.EndTokens: entering.end_tokens,
        ask.SetPassphrase: entering.set_passphrase,
        ask.AskPassphrase: entering.ask_passphrase,
        ask.PutPush: entering.put_push,
        ask.DropPush: entering.drop_push,
        ask.AskPush: entering.ask_push,
        ask.ListAccounts: entering.list_accounts,
        ask.Invite: entering.invite,
        ask.AskOwner: handlers.owner,
        ask.Identify: handlers.identify,
        ask.OfferLink: handlers.offer_link,
        ask.Link: handlers.link,
        ask.ListAddresses: handlers.list_addresses,
        ask.Unlink: handlers.unlink,
        ask.ShareCalendar: handlers.share_calendar,
        ask.UnshareCalendar: handlers.unshare_calendar,
        ask.AskCalendarShared: handlers.is_calendar_shared,
        ask.BeginTurn: handlers.begin_turn,
        ask.FinishTurn: handlers.finish_turn,
        ask.Announce: handlers.announce,
        ask.ListMessages: handlers.list_messages,
        ask.ListThreads: handlers.list_threads,
        ask.NameThread: handlers.name_thread,
        ask.PutRecord: handlers.put_record,
        ask.PutOff: handlers.put_off,
        ask.ListRecords: handlers.list_records,
        ask.ListRinging: handlers.list_ringing,
        ask.AskNotification: handlers.ask_notification,
        ask.ListOccurrences: handlers.list_occurrences,
        ask.DropRecord: handlers.drop_record,
        ask.Search: handlers.search,
        ask.BeginImport: importing.begin,
        ask.UploadPart: importing.part,
        ask.StartImport: importing.start,
        ask.UndoImport: importing.undo,
        ask.ListImports: importing.every,
        ask.ReadChat: handlers.read_chat,
        ask.ListChats: handlers.list_chats,
        ask.CountMessages: handlers.count_messages,
        ask.ListSenders: handlers.list_senders,
        ask.ListMembers: handlers.list_members,
        ask.ReadAttachment: handlers.read_attachment,
        ask.PutChatMessage: handlers.put_chat_message,
        ask.DropChatMessage: handlers.drop_chat_message,
        ask.NextToEmbed: handlers.next_to_embed,
        ask.PutVectors: handlers.put_vectors,
        ask.MakeBackup: keeping.make,
        ask.DrillBackup: keeping.drill,
        ask.ListBackups: keeping.every,
        ask.ListAudit: handlers.list_audit,
        ask.Forget: handlers.forget,
        ask.ForgetPerson: handlers.forget_person,
        ask.Unseal: rekeying.unseal,
        ask.RotateKeys: rekeying.rotate,
        ask.AskKeys: rekeying.state,
        ask.SetSetting: handlers.set_setting,
        ask.ListSettings: handlers.list_settings,
        ask.RecordEgress: handlers.record_egress,
        ask.SettleEgress: handlers.settle_egress,
        ask.Delivered: handlers.delivered,
        ask.ListEgress: handlers.list_egress,
        ask.VerifyChain: handlers.verify_chain,
        AskStore: handlers.status,
    }
    for kind, handler in handled.items():
        bus.subscribe(kind, handler)
    return Service(
        "store",
        bus=bus,
        metrics=metrics,
        checks=[Dependency("database", vault.ping)],
        running=[ReminderClock(vault, directory, pushes, bus), importing, keeping],
    )
