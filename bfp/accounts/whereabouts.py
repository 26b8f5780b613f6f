"""Where somebody signs in from: behind a proxy that we know, its word counts; from outside the office a second proof is asked."""

import ipaddress
import os

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(said: str) -> list[Network]:
    """Addresses and networks as they stand in BFP_PROXY or BFP_OFFICE, with commas; what is none is left out."""
    found: list[Network] = []
    for word in said.split(","):
        try:
            found.append(ipaddress.ip_network(word.strip(), strict=False))
        except ValueError:
            continue
    return found


def address(client: str, forwarded: str) -> str:
    """The address that a request comes from: what the nearest proxy of ours (BFP_PROXY) says, else who is connected.

    The server has put that in the place of who is connected already where the proxy is on this computer. Empty where somebody
    speaks as a proxy whom we do not know: then nobody can say where it comes from.
    """
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    if not hops or client in hops:
        return client
    proxies = networks(os.environ.get("BFP_PROXY", ""))
    if not _within(client, proxies):
        return ""
    return next((hop for hop in reversed(hops) if not _within(hop, proxies)), client)  # the last was written by our own proxy


def in_office(where: str) -> bool:
    """Whether an address is the office's: of BFP_OFFICE, or, where that says nothing, of no public network."""
    office = networks(os.environ.get("BFP_OFFICE", ""))
    if office:
        return _within(where, office)
    try:
        return ipaddress.ip_address(where).is_private
    except ValueError:
        return False


def _within(where: str, known: list[Network]) -> bool:
    try:
        one = ipaddress.ip_address(where)
    except ValueError:
        return False
    return any(one in network for network in known)
