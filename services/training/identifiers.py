"""Identifiers of what this service keeps, as they stand in addresses and in bodies."""

import re
from typing import Annotated

from pydantic import Field

from shared.contracts.event import UUID_PATTERN

Key = Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]
_KEY = re.compile(rf"\A{UUID_PATTERN}\Z")


def is_key(text: str) -> bool:
    """Return whether a text can be an identifier at all: what cannot is not asked of the database."""
    return _KEY.match(text) is not None
