"""The store, assembled."""

from shared.bus import Bus
from shared.health import Dependency
from shared.metrics import Metrics
from shared.schemas import archive as ask
from shared.schemas.status import AskStore
from shared.service import Service
from store.adapters.directory import Directory
from store.adapters.vault import Vault
from store.clock import ReminderClock
from store.handlers import Handlers


def assemble(vault: Vault, bus: Bus, metrics: Metrics) -> Service:
    """Build the store around a vault and a bus."""
    directory = Directory(vault)
    handlers = Handlers(vault, directory)
    bus.subscribe(ask.Authenticate, handlers.authenticate)
    bus.subscribe(ask.AskOwner, handlers.owner)
    bus.subscribe(ask.Identify, handlers.identify)
    bus.subscribe(ask.OfferLink, handlers.offer_link)
    bus.subscribe(ask.Link, handlers.link)
    bus.subscribe(ask.BeginTurn, handlers.begin_turn)
    bus.subscribe(ask.FinishTurn, handlers.finish_turn)
    bus.subscribe(ask.Announce, handlers.announce)
    bus.subscribe(ask.ListMessages, handlers.list_messages)
    bus.subscribe(ask.PutRecord, handlers.put_record)
    bus.subscribe(ask.ListRecords, handlers.list_records)
    bus.subscribe(ask.DropRecord, handlers.drop_record)
    bus.subscribe(ask.Search, handlers.search)
    bus.subscribe(ask.SetSetting, handlers.set_setting)
    bus.subscribe(ask.RecordEgress, handlers.record_egress)
    bus.subscribe(ask.SettleEgress, handlers.settle_egress)
    bus.subscribe(ask.Delivered, handlers.delivered)
    bus.subscribe(ask.ListEgress, handlers.list_egress)
    bus.subscribe(ask.VerifyChain, handlers.verify_chain)
    bus.subscribe(AskStore, handlers.status)
    return Service(
        "store", bus=bus, metrics=metrics, checks=[Dependency("database", vault.ping)], running=[ReminderClock(vault, directory, bus)]
    )
