"""A small clamd that speaks the real protocol (INSTREAM) and knows one hand-made signature."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from pathlib import Path

SIGNATURE = b"[ 0 0 666 400 ]"


class Clamd:
    """Listens on a Unix socket or a TCP port until closed. ``answer`` is said in place of every verdict."""

    def __init__(self, path: Path | None = None, *, answer: bytes | None = None) -> None:
        self.answer, self.scanned = answer, 0
        if path is not None:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.bind(str(path))
            self.address = str(path)
        else:
            self.socket = socket.create_server(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self.socket.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(timeout=5)

    def _serve(self) -> None:
        while True:
            try:
                line, _peer = self.socket.accept()
            except OSError:
                return
            with line:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        def exactly(size: int) -> bytes:
            got = b""
            while len(got) < size and (more := line.recv(size - len(got))):
                got += more
            return got

        if exactly(10) != b"zINSTREAM\0":
            line.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!I", exactly(4))[0]:
            content += exactly(size)
        self.scanned += 1
        verdict = b"stream: Tiepdan.Test.UNOFFICIAL FOUND\0" if SIGNATURE in content else b"stream: OK\0"
        line.sendall(verdict if self.answer is None else self.answer)
