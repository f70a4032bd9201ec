"""Where may be sent to: the world, and those of our own networks that are named; nothing else behind our walls."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import aiohttp
from yarl import URL

Network = IPv4Network | IPv6Network
NAT64 = IPv6Network("64:ff9b::/96")
LONGEST_URL = 2_000


class Forbidden(OSError):
    """The address is one of a network that nothing is sent to."""


def is_allowed(address: str, networks: Sequence[Network]) -> bool:
    """Return whether something may be sent to an address."""
    found = ip_address(address.partition("%")[0])
    if any(found.version == one.version and found in one for one in networks):
        return True
    inner = _inside(found)
    if inner is not None:
        return is_allowed(str(inner), networks)
    return found.is_global and not found.is_multicast


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """Return the address of the older kind that this one leads to."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def connector(networks: Sequence[Network]) -> aiohttp.TCPConnector:
    """Return what opens connections, to each address only once it is known where a name leads to just then."""
    return aiohttp.TCPConnector(limit=50, limit_per_host=4, socket_factory=_guarded(networks), use_dns_cache=False)


def _guarded(networks: Sequence[Network]) -> Callable[[Any], socket.socket]:
    def opened(info: Any) -> socket.socket:
        family, kind, protocol, _, address = info
        if not is_allowed(str(address[0]), networks):
            raise Forbidden("the address is not one that may be sent to")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return opened


def objection(url: str, networks: Sequence[Network]) -> str | None:
    """Return why changes cannot be sent to an address, if that can be told from how it is written."""
    try:
        said = URL(url)
    except ValueError:
        return "It is not an address."
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return "It is not an address."
    if not said.host or said.user is not None or said.password is not None or said.fragment:
        return "It has a host, and neither a user nor a fragment."
    literal = _literal(said.host)
    if literal is not None and not is_allowed(literal, networks):
        return "Nothing is sent to that network."
    is_named = literal is not None and any(ip_address(literal) in one for one in networks)
    if said.scheme != "https" and not (said.scheme == "http" and is_named):
        return "Changes are sent by https."
    return None


def _literal(host: str) -> str | None:
    try:
        return str(ip_address(host))
    except ValueError:
        return None
