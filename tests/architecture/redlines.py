"""The schema lint of the red lines (security.md E): what may not be stored about people.

No table of citizens, no mark on a person, no link between persons, no belief or origin; police,
mass organisations and villages hold nothing that leads to who came. Words are compared without
accents and separators, because names can be changed; the structural rules do not look at words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import JSON, CheckConstraint, ForeignKeyConstraint, MetaData, String, Table, Text

from core.text import fold

#: Compared with the whole name without separators: word groups that mean a mark on a person.
VIETNAMESE = (
    "doituong",
    "phantu",
    "camdau",
    "kichdong",
    "loikeo",
    "chongdoi",
    "quakhich",
    "cucdoan",
    "diemnong",
    "theodoi",
    "danhsachden",
    "nguyco",
    "camhoa",
    "tongiao",
    "dantoc",
    "dangvien",
    "thanhphan",
    "quandiem",
    "tinnguong",
    "vuotcap",
    "hanhkiem",
    "giamsatnguoi",
    "canhbaonguoi",
)
#: Compared with the beginning of each word of a name.
ENGLISH = (
    "suspect",
    "watch",
    "blacklist",
    "agitat",
    "risk",
    "scor",
    "threat",
    "extremis",
    "influenc",
    "instigat",
    "ringleader",
    "religio",
    "ethnic",
    "belie",
    "ideolog",
    "loyal",
    "reliab",
    "troublem",
    "persisten",
    "habitual",
    "rating",
    "ranking",
    "predict",
    "profil",
    "surveil",
    "biometr",
    "faceprint",
    "voiceprint",
    "gps",
    "latitud",
    "longitud",
    "geoloc",
    "travell",
    "escort",
    "partymember",
)
PERSON_WORDS = frozenset(
    [
        "person",
        "people",
        "citizen",
        "visitor",
        "petitioner",
        "complainant",
        "denouncer",
        "nguoi",
        "congdan",
        "dan",
        "resident",
        "household",
        "hodan",
        "individual",
        "party",
        "dossier",
        "hoso",
    ]
)
IDENTITY = frozenset(
    [
        "idnumber",
        "identitynumber",
        "cccd",
        "cmnd",
        "sodinhdanh",
        "birth",
        "birthday",
        "dateofbirth",
        "ngaysinh",
        "gender",
        "gioitinh",
        "passport",
        "nationality",
        "fullname",
        "hoten",
        "citizenid",
        "personid",
        "nguoiid",
    ]
)
#: Plugins whose tables may lead to nobody, and words for what they may not even mention.
BLIND = ("police_", "massorg_", "villages_")
FORBIDDEN_TARGETS = ("reception_person", "reception_visit")
MENTIONS = frozenset(
    ["visit", "visitor", "person", "people", "petition", "petitioner", "complainant", "booking", "citizen"]
)
LONGEST_NOTE = 500


def words(name: str) -> list[str]:
    """A name's words, folded: ``HoTen`` and ``họ_tên`` both give ho, ten."""
    return [part for part in re.split(r"[^a-z0-9]+", fold(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name))) if part]


def marked(name: str) -> str:
    """The banned stem in a name, or nothing."""
    parts = words(name)
    joined = "".join(parts)
    found = next((stem for stem in VIETNAMESE if stem in joined), "")
    return found or next(
        (stem for stem in ENGLISH if joined.startswith(stem) or any(p.startswith(stem) for p in parts)), ""
    )


def links(table: Table) -> list[ForeignKeyConstraint]:
    """Foreign keys that lead to something other than the tenant."""
    found = [c for c in table.constraints if isinstance(c, ForeignKeyConstraint)]
    return [key for key in found if key.elements[0].target_fullname.split(".")[0] != "core_tenant"]


def target(key: ForeignKeyConstraint) -> str:
    """Name of the table a key leads to."""
    return key.elements[0].target_fullname.split(".")[0]


def is_person(table: Table) -> bool:
    """Whether rows of the table stand for people who are no users of the system."""
    if table.name.startswith("core_"):
        return False
    columns = {"".join(words(column.name)) for column in table.columns}
    return bool(columns & IDENTITY) or bool(set(words(table.name)) & PERSON_WORDS)


def _values(table: Table) -> Iterator[str]:
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            yield from re.findall(r"'([^']+)'", str(constraint.sqltext))


def table_findings(metadata: MetaData) -> Iterator[str]:
    """Everything the red lines forbid in the tables."""
    tables = metadata.tables
    people = {name for name, table in tables.items() if is_person(table)}
    for name, table in tables.items():
        for what in (name, *(column.name for column in table.columns), *_values(table)):
            if stem := marked(what):
                yield f"{name}: '{what}' marks a person ({stem})"
        yield from _shape(table, people)
        if name.startswith(BLIND):
            yield from _blind(table, metadata)


def _shape(table: Table, people: set[str]) -> Iterator[str]:
    pointed = [target(key) for key in links(table)]
    if any(other in people for other in pointed):
        yield f"{table.name}: points at a row of a person"
    if table.name in people:
        bound = [
            key
            for key in links(table)
            if target(key) not in people
            and not target(key).startswith("core_")
            and not any(element.parent.nullable for element in key.elements)
        ]
        if len(bound) != 1:
            yield f"{table.name}: a person may exist only in exactly one case"
    for column in table.columns:
        if isinstance(column.type, JSON) and set(words(column.name)) & PERSON_WORDS:
            yield f"{table.name}.{column.name}: people hidden in JSON"


def _blind(table: Table, metadata: MetaData) -> Iterator[str]:
    seen, waiting = {table.name}, [table.name]
    while waiting:
        for key in links(metadata.tables[waiting.pop()]):
            if target(key) in FORBIDDEN_TARGETS:
                yield f"{table.name}: a path leads to {target(key)}"
            if target(key) not in seen and target(key) in metadata.tables:
                seen.add(target(key))
                waiting.append(target(key))
    for column in table.columns:
        if set(words(column.name)) & MENTIONS:
            yield f"{table.name}.{column.name}: refers to who came"
        length = getattr(column.type, "length", None)
        if isinstance(column.type, (String, Text)) and (length is None or length > LONGEST_NOTE):
            yield f"{table.name}.{column.name}: text over {LONGEST_NOTE} characters"


def name_findings(names: Iterable[str]) -> Iterator[str]:
    """Banned words in names of permissions and routes."""
    for name in names:
        if stem := marked(name):
            yield f"'{name}' marks a person ({stem})"
