"""A client of the virus scanner's daemon: one command, INSTREAM, as the manual page clamd(8) describes it."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

CHUNK = 64 * 1024
SECONDS = 30.0


class ScannerSilentError(Exception):
    """The scanner is configured but gave no verdict; the file must wait."""


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def is_clean(address: str, path: Path) -> bool:
    """Whether the scanner at ``address`` (a socket's path, or host:port) finds nothing in a file.

    Raises ScannerSilentError when it cannot be reached or answers anything but a verdict.
    """
    try:
        with _connect(address) as line, path.open("rb") as content:
            line.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < 4096 and (more := line.recv(4096)):
                answer += more
    except OSError as error:
        raise ScannerSilentError(type(error).__name__) from error
    verdict = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if verdict == "stream: OK":
        return True
    if verdict.startswith("stream: ") and verdict.endswith(" FOUND"):
        return False
    raise ScannerSilentError("no verdict")
