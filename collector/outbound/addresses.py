"""Which addresses are public. Our own tables, because `ipaddress.is_global` differs between versions of Python.

After the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and what followed it).
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by customers of a carrier; some clouds keep their metadata here
        "127.0.0.0/8",
        "168.63.129.16/32",  # public by its number, but it is Azure's own service to its machines
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Everything outside is loopback, local, multicast, mapped from IPv4 or not given to anybody.
_GIVEN_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries any IPv4 address
        "2620:4f:8000::/48",
        "3fff::/20",  # documentation
    )
)
# A network without IPv4 reaches the rest through these (RFC 6052); the last 32 bits are the real address.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may be found there. What merely wraps an IPv4 address is not, NAT64 aside."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GIVEN_6 and not any(address in network for network in _NOT_PUBLIC_6)


def within(address: Address, networks: Networks) -> bool:
    """Whether one of the networks covers it."""
    return any(address in network for network in networks)
