"""
Who asks, behind as many proxies as the settings say: the one place that answers it.

Each proxy adds, at the end of `X-Forwarded-For`, the address it was called from; what comes
before is what a visitor pretends. With two trusted proxies, the second entry from the end
was written by the outer one, and is the visitor's.
"""

from ipaddress import ip_address, ip_network

from django.conf import settings


def client_address(request) -> str:
    """The visitor's address, or that of the nearest machine when nobody trusted says it."""
    nearest = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not proxies or len(said) < proxies:
        return nearest
    return without_port(said[-proxies].strip()) or nearest


def network(address: str) -> str:
    """What one visitor holds of the Internet: an IPv4 address, or a whole IPv6 /64."""
    try:
        ip = ip_address(address)
    except ValueError:  # a socket of this machine has no address
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))


def without_port(said: str) -> str:
    """`192.0.2.1:5678` and `[2001:db8::1]:5678` as some proxies write them; "" if neither."""
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        return str(ip_address(said))
    except ValueError:
        return ""
