"""The commands of `sihteeri`, a module for each part of the assistant."""

import argparse
from collections.abc import Callable

from rich.console import Console

from ui.client import Gateway

Command = Callable[[Gateway, argparse.Namespace, Console], None]
Add = Callable[[str, Command, str], argparse.ArgumentParser]
"""Adds a command: its name, what it does, and what it is for."""
