"""What a hostile or broken client sends: values, names of fields, bodies and headers."""

from __future__ import annotations

from random import Random
from urllib.parse import quote, quote_from_bytes

#: Elements no template of ours makes; each also tries to leave an attribute, a script, a template.
POLYGLOTS = (
    "<xss-probe>x</xss-probe>",
    '"><xss-probe onclick=probe()>',
    "'><img src=x onerror=probe()>",
    "</textarea></title></style></script><xss-probe>",
    "javascript:probe()//\"'`><svg onload=probe()>",
    "{{1337*7331}}${1337*7331}#{1337*7331}<%= 1337*7331 %>{% xss %}",
    '=HYPERLINK("http://probe.invalid","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "%(name)s %s {0} {name.__class__}",
    "]]><!--<xss-probe/>-->&lt;xss-probe&gt;",
)
COMPUTED = "9801547"  # what 1337*7331 gives, should any template engine work it out
TEXTS = (
    "",
    " ",
    "\t\r\n",
    "a" * 10_000,
    "ắ" * 10_000,
    "x" * 300,
    "\x00",
    "An\x00h",
    "\x1b[31m",
    "\x7f",
    "\ufffd",
    "\ufeff",
    "\u202eAn",
    "e\u0301" * 50,
    "🙂",
    "ﷺ" * 40,
    "A\r\nX-Probe: 1",
    "' or 1=1 --",
    "%",
    "_",
    "\\",
    "%_\\%",
    "null",
    "[]",
    "{}",
    "../../etc/passwd",
    "/dev/null",
    "//probe.invalid/x",
    "http://[",
    "https://probe.invalid\\@x",
    "Đ" * 40,
)
NUMBERS = (
    "-1",
    "0",
    "1e309",
    "1" + "0" * 30,
    "9" * 5000,
    "0x10",
    "٣",
    "²",
    "1.5",
    "NaN",
    "Infinity",
    "2147483648",
    "+1",
)
DATES = (
    "1800-01-01",
    "3000-01-01",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "31/12/1799",
    "2026-11-23",
    "2026-1-1",
    "99999-01-01",
    "23/11/2026",
    "2026-11-23T00:00",
    "hôm nay",
)
#: Already percent-encoded: bytes that are no UTF-8, halves of pairs, overlong forms, half escapes.
BROKEN = ("%FF%FE", "%C3", "%ED%A0%80", "%C0%80", "%F5%80%80%80", "%E1%BB", "%", "%zz", "%u1EA5", "a%00b")
ODD_NAMES = (
    "people-99999-name",
    "people--1-name",
    "people-²-name",
    "people-" + "9" * 5000 + "-name",
    "people[0][name]",
    "people-0",
    "people-0-",
    "people-0-name-0",
    "papers-4294967296-pages",
    "__proto__",
    "csrf_token[]",
    "add_people",
    "\x00",
    "é",
    "n" * 10_000,
)
HEADERS: tuple[dict[str, str], ...] = (
    {"HX-Request": "true"},
    {"HX-Request": "true", "HX-Boosted": "true"},
    {"HX-Request": "vrai"},
    {"HX-Request": "true", "HX-Current-URL": "http://[", "HX-Target": "<xss-probe>"},
    {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    {"Range": "bytes=0-1"},
    {"Range": "bytes=9-1,,-0"},
    {"Accept-Language": "<xss-probe>,de;q=x," * 50},
    {"Accept": "application/json"},
    {"Accept-Encoding": "x;q=x, gzip"},
    {"Cookie": "tiepdan=\xff\xfe; session=.eJx; =; tiepdan"},
    {"Cookie": "tiepdan=" + "e" * 8000},
    {"User-Agent": "\xff<xss-probe>" * 90},
    {"Referer": "http://["},
    {"Referer": "javascript:probe()"},
    {"Origin": "http://["},
    {"Origin": "null"},
    {"Origin": "http://probe.invalid"},
    {"Sec-Fetch-Site": "cross-site"},
    {"If-Modified-Since": "never"},
    {"If-None-Match": '"'},
    {"X-Forwarded-For": "<xss-probe>"},
    {"X-Forwarded-Host": "probe.invalid"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"Host": "probe.invalid"},
    {"Host": "<xss-probe>"},
    {"Host": ""},
    {"Host": "a:b:c"},
    {"Host": "\xff"},
    {"Content-Length": "-1"},
    {"Transfer-Encoding": "chunked"},
    {"Content-Encoding": "gzip"},
    {"X-CSRFToken": "wrong"},
    {"Authorization": "Basic !"},
)
CONTENT_TYPES = (
    "application/json",
    "text/plain",
    "",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=probe",
    "application/xml",
    "\xff/\xff",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROBE")

Pairs = list[tuple[str, str]]


def value(chance: Random, foreign: list[str]) -> str:
    """One bad value, percent-encoded as a browser (or worse) would send it."""
    kind = chance.randrange(7)
    if kind == 0:
        return chance.choice(BROKEN)
    pools = (TEXTS, POLYGLOTS, NUMBERS, DATES, tuple(foreign), TEXTS + NUMBERS)
    return quote(chance.choice(pools[kind - 1]), safe="")


def encoded(pairs: list[tuple[str, str]]) -> Pairs:
    """Honest fields as a browser encodes them."""
    return [(quote(name, safe=""), quote(text, safe="")) for name, text in pairs]


def mutate(chance: Random, pairs: Pairs, foreign: list[str]) -> Pairs:
    """One to three changes to the fields of a form; the names and values are encoded already."""
    found = list(pairs)
    for _turn in range(chance.randint(1, 3)):
        act = chance.randrange(6)
        place = chance.randrange(len(found)) if found else 0
        if act <= 2 and found:
            found[place] = (found[place][0], value(chance, foreign))
        elif act == 3 and found:
            found.append((found[place][0], value(chance, foreign)))
        elif act == 4 and found:
            found.pop(place)
        else:
            found.append((quote(chance.choice(ODD_NAMES), safe=""), value(chance, foreign)))
    return found


def urlencoded(pairs: Pairs) -> bytes:
    """The body of a plain form."""
    return "&".join(f"{name}={text}" for name, text in pairs).encode("ascii")


def multipart(pairs: Pairs, boundary: str = "probe") -> bytes:
    """The body of a form with files, with bytes as they come."""
    from urllib.parse import unquote_to_bytes

    parts = []
    for name, text in pairs:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="'.encode()
        plain = unquote_to_bytes(name).replace(b'"', b"%22").replace(b"\r", b"").replace(b"\n", b"")
        parts.append(head + plain + b'"\r\n\r\n' + unquote_to_bytes(text) + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


def noise(chance: Random, size: int) -> bytes:
    """Bytes without any sense."""
    return quote_from_bytes(chance.randbytes(8)).encode() + chance.randbytes(size)
