"""TOML files read with line numbers: what a person wrote wrongly is shown where they wrote it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import TiepDanError

#: Where a value stands: ("tenant", 2, "unit", 0, "name").
TomlPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a data file, in one sentence; line 0 means the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


class DataFileError(TiepDanError):
    """Data files that cannot be used; `problems` holds everything found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class TomlSource:
    """A parsed file, the line of each of its tables and keys, and the problems found so far."""

    name: str
    data: dict[str, Any]
    lines: dict[TomlPath, int]
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: TomlPath) -> int:
        """Line of the value at `path`, or of the nearest table around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def complain(self, path: TomlPath, reason: str) -> None:
        """Record that the value at `path` is wrong."""
        self.problems.append(Problem(self.name, self.line(path), reason))


def read_source(path: Path, name: str = "") -> TomlSource:
    """Parse one file; a file that is missing or not TOML gives an empty source with a problem."""
    name = name or path.name
    try:
        return parse_source(path.read_bytes(), name)
    except OSError as error:
        return TomlSource(name, {}, {}, [Problem(name, 0, f"The file cannot be read: {error.strerror or error}.")])


def parse_source(content: bytes, name: str) -> TomlSource:
    """Parse what a file holds; what is not TOML gives an empty source with a problem."""
    text = ""
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
        return TomlSource(name, tomllib.loads(text), find_lines(text))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem(name, line, "The file is not UTF-8 text.")
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        reason = re.sub(r" \(at .*\)$", "", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        problem = Problem(name, line, f"This is not valid TOML: {reason}.")
    return TomlSource(name, {}, {}, [problem])


_HEADER = re.compile(r"[ \t]*(\[\[?)([^\]\n]+)\]")
_KEY = re.compile(r"[ \t]*((?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')(?:[ \t]*\.[ \t]*[\w\"'-]+)*)[ \t]*=")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}]"
    r"|\n|.",
    re.DOTALL,
)


def find_lines(text: str) -> dict[TomlPath, int]:
    """The line of each table header and each key of a text known to be valid TOML."""
    lines: dict[TomlPath, int] = {}
    counts: dict[TomlPath, int] = {}
    table: TomlPath = ()
    position = 0
    while position < len(text):
        line = text.count("\n", 0, position) + 1
        if header := _HEADER.match(text, position):
            table = _enter(header[2], counts, in_array=header[1] == "[[")
            lines.setdefault(table, line)
            position = _end_of_statement(text, header.end())
        elif key := _KEY.match(text, position):
            lines.setdefault((*table, *_names(key[1])), line)
            position = _end_of_statement(text, key.end())
        else:
            position = _end_of_statement(text, position)
    return lines


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _enter(dotted: str, counts: dict[TomlPath, int], *, in_array: bool) -> TomlPath:
    """The path of a table header, with the index of each array of tables on the way."""
    path: TomlPath = ()
    names = _names(dotted)
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path] - 1)
    path = (*path, names[-1])
    if in_array:
        counts[path] = counts.get(path, 0) + 1
        path = (*path, counts[path] - 1)
    return path


def _end_of_statement(text: str, position: int) -> int:
    """The start of the next line that is not inside a string or an open bracket."""
    depth = 0
    while token := _TOKEN.match(text, position):  # any character matches: None means the end
        position = token.end()
        if token[0] in "[{":
            depth += 1
        elif token[0] in "]}":
            depth -= 1
        elif token[0] == "\n" and depth <= 0:
            return position
    return position
