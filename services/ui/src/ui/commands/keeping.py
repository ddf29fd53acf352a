"""Take everything out."""

import argparse
import json
import os

from rich.console import Console

from ui.client import Gateway, GatewayError


def export(gateway: Gateway, arguments: argparse.Namespace, console: Console) -> None:
    """Write the export, readable by its owner alone."""
    document = gateway.download("export")
    try:
        descriptor = os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise GatewayError(400, f"{arguments.file} can't be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(document)
    print(
        json.dumps({"file": str(arguments.file), "bytes": len(document)})
        if arguments.json
        else f"Written: {arguments.file}, {len(document)} bytes."
    )
