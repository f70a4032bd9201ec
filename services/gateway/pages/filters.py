"""What a page was asked to show: an organisation, a year, a moment."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self
from urllib.parse import urlencode

from services.gateway.pages.moments import instant

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
"""What a category or an identifier in an address can be."""
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a measure can be called."""


@dataclass(frozen=True)
class Filters:
    """As they stand in the address, so that every page can be shared."""

    organisation: str = ""
    year: str = ""
    as_at: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        return cls(
            organisation=query.get("organisation", "").strip(),
            year=query.get("year", "").strip(),
            as_at=query.get("as_at", "").strip(),
        )

    def query(self) -> dict[str, str]:
        """Return what the read side is asked: a moment, not a time on a clock."""
        given = self._given()
        return given | {"as_at": instant(self.as_at)} if self.as_at else given

    def link(self, path: str) -> str:
        return _address(path, self._given())

    def link_to_data(self, path: str) -> str:
        return _address(path, self.query())

    def _given(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


def is_key(text: str) -> bool:
    """Return whether a part of an address can be what things are known by: a UUID as it is written."""
    return KEY.fullmatch(text) is not None


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
