"""What the store is asked, and what it answers. The interpreter can't import this package."""

from shared.schemas.archive.egress import (
    SPENT,
    Budget,
    ChainVerified,
    Delivered,
    EgressEntry,
    EgressLog,
    ListEgress,
    RecordEgress,
    SettleEgress,
    VerifyChain,
)
from shared.schemas.archive.people import AskOwner, Authenticate, Identified, Identify, Link, LinkOffered, OfferLink, SetSetting
from shared.schemas.archive.records import DropRecord, ListRecords, PutRecord, Record, Records, RecordView
from shared.schemas.archive.search import Found, Hit, Search
from shared.schemas.archive.turns import Announce, BeginTurn, Conversation, Done, FinishTurn, ListMessages, TurnBegun, Utterance

__all__ = [
    "SPENT",
    "Announce",
    "AskOwner",
    "Authenticate",
    "BeginTurn",
    "Budget",
    "ChainVerified",
    "Conversation",
    "Delivered",
    "Done",
    "DropRecord",
    "EgressEntry",
    "EgressLog",
    "FinishTurn",
    "Found",
    "Hit",
    "Identified",
    "Identify",
    "Link",
    "LinkOffered",
    "ListEgress",
    "ListMessages",
    "ListRecords",
    "OfferLink",
    "PutRecord",
    "Record",
    "RecordEgress",
    "RecordView",
    "Records",
    "Search",
    "SetSetting",
    "SettleEgress",
    "TurnBegun",
    "Utterance",
    "VerifyChain",
]
