"""Requests to addresses that users typed: HTTPS to the open internet only, no redirects, short waits.

The name is looked up once and the connection goes to the very address that was judged, so a name
that changes between the two (DNS rebinding) reaches nothing inside.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.config import Config

#: Seconds for one step of a connection, and for all of them together.
STEP_SECONDS, ALL_SECONDS = 5.0, 10.0


class NotSentError(Exception):
    """The request did not get through; the text is a short key for the log."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes."""

    host: str
    port: int
    path: str
    secure: bool


def read_target(url: str, config: Config) -> Target:
    """The parts of an address we may send to. Raises NotSentError(``address``) for any other."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotSentError("address") from None
    host = parts.hostname or ""
    if not host or parts.username or parts.password or not url.isascii() or any(c <= " " for c in url):
        raise NotSentError("address")
    plain = config.testing and parts.scheme == "http" and host == "127.0.0.1"
    if parts.scheme != "https" and not plain:
        raise NotSentError("address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or (80 if plain else 443), path, not plain)


def allowed_address(target: Target, config: Config) -> str:
    """The IP address to connect to. Raises NotSentError (``unknown_host``, ``private_address``).

    Every address the name has must be public: one private among them is refused, too. Hosts that
    the operator lists in TIEPDAN_WEBHOOK_HOSTS may be private.
    """
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotSentError("unknown_host") from None
    if target.host not in config.webhook_hosts and target.secure and not all(map(is_public, found)):
        raise NotSentError("private_address")
    return min(found)


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, also behind the IPv6 forms of IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name says by now."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=STEP_SECONDS)
        self.address, self.secure = address, target.secure

    def connect(self) -> None:
        """Connect; with TLS the certificate must fit the name."""
        self.sock = socket.create_connection((self.address, self.port), STEP_SECONDS)
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End a connection that takes too long."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: dict[str, str], config: Config) -> int:
    """Send and give the status. Raises NotSentError; an answer's body is not read, a redirect not followed."""
    target = read_target(url, config)
    connection = _Pinned(target, allowed_address(target, config))
    alarm = threading.Timer(ALL_SECONDS, connection.cut)
    alarm.start()
    try:
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSentError(type(error).__name__[:40]) from None
    finally:
        alarm.cancel()
        connection.close()
