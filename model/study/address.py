"""Where a Dask scheduler is: whether a text can be an address at all, and whether a scheduler answers there.

Dask itself waits without end for something that listens and never speaks, so this is found out before Dask is asked.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from model.errors import Finding, InputError

SCHEMES = ("tcp", "tls")
EXAMPLE = "give one as tcp://127.0.0.1:8786, or tls://HOST:PORT where certificates are set up"
KNOCK_SECONDS = 5.0
# Every scheduler says this of itself first, unasked.
GREETING = b"pickle-protocol"
LONGEST_GREETING = 65536


@dataclass(frozen=True)
class SchedulerAddress:
    """Where a scheduler listens. `scheme` is tcp or tls."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def refused(address: object, why: str) -> InputError:
    """What is wrong with `--scheduler`."""
    return InputError([Finding("--scheduler", 0, "", str(address), why)])


def parse_address(text: str) -> SchedulerAddress:
    """The address that the text names; tcp where it names no scheme. Raises InputError where it cannot be one."""
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        raise refused(text, f"is no address of a scheduler: blanks and what cannot be printed have no place in one; {EXAMPLE}")
    try:
        parts = urlsplit(text if "://" in text else f"tcp://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        why = "its port is no number from 1 to 65535, or its IPv6 number stands without brackets"
        raise refused(text, f"is no address of a scheduler: {why}; {EXAMPLE}") from None
    if parts.scheme not in SCHEMES:
        why = f"{parts.scheme}:// is not among {', '.join(f'{scheme}://' for scheme in SCHEMES)}"
    elif not _is_host(host):
        why = "it names no machine"
    elif not port:
        why = "its port is missing; it is a number from 1 to 65535"
    elif parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        why = "nothing stands before the machine's name or after the port"
    else:
        return SchedulerAddress(parts.scheme, host, port)
    raise refused(text, f"is no address of a scheduler: {why}; {EXAMPLE}")


def _is_host(host: str) -> bool:
    """Whether this can be the name or number of a machine."""
    try:
        if ":" in host or not host.strip("0123456789."):
            ipaddress.ip_address(host)
        return bool(host.encode("idna")) and not set(host) & set("/\\*?\"'<>|,;=()[]{}!$&")
    except ValueError:
        return False


def knock(address: SchedulerAddress, context: ssl.SSLContext | None) -> None:
    """Raises InputError unless a scheduler answers there within some seconds. `context` is for tls."""
    told: list[str] = []
    # In a thread of its own, which the end of the program does not wait for: a name server may keep us longer than that.
    thread = threading.Thread(target=lambda: told.append(_knock(address, context)), daemon=True)
    thread.start()
    thread.join(KNOCK_SECONDS)
    why = told[0] if told else f"nothing answered within {KNOCK_SECONDS:g} s"
    if why:
        raise refused(address, f"no scheduler answers there: {why}")


def _knock(address: SchedulerAddress, context: ssl.SSLContext | None) -> str:
    """Why no scheduler answers; empty where one does."""
    try:
        with socket.create_connection((address.host, address.port), timeout=KNOCK_SECONDS) as line:
            if context is None:
                return _listen(line)
            with context.wrap_socket(line, server_hostname=address.host) as secret:
                return _listen(secret)
    except (OSError, UnicodeError) as error:
        return str(error)


def _listen(line: socket.socket) -> str:
    heard, until = b"", time.monotonic() + KNOCK_SECONDS
    while GREETING not in heard and len(heard) < LONGEST_GREETING and time.monotonic() < until:
        more = line.recv(4096)
        if not more:
            break
        heard += more
    return "" if GREETING in heard else "what listens there is no Dask scheduler, or one of the other kind (tcp:// or tls://)"
