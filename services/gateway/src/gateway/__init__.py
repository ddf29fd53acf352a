"""Channels in and out. The gateway knows who is calling and keeps nothing private."""
