"""Unit tests open no socket."""

import pytest
import pytest_socket


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Any socket but a Unix one is an error."""
    pytest_socket.disable_socket(allow_unix_socket=True)
