"""The running product that the promises are tested on."""

from tests.e2e.conftest import bare

__all__ = ["bare"]
