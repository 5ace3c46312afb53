"""Fuzz of every route as every kind of actor, from a fixed seed.

What must hold for each answer: no status of 500 or above, no trace of the program's insides, for a
refusal one clear sentence in the reader's language and a database that is exactly as before, and
no element or attribute in any page that came from what was sent.
"""

from __future__ import annotations

import gzip
import io
import re
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, unquote_to_bytes, urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from core.testing.rows import Fingerprint
from core.testing.world import World, log_client_in
from plugins.reception.tests.typed import group, sealed_form, visit_form
from tests.robustness import poison

TENANT = "a-comm"
#: A fresh copy of the world after so many requests, so that no page grows without end.
ROUND = 500
INSIDES = re.compile(r"Traceback|File \"|sqlalchemy|psycopg|sqlite3|werkzeug|jinja2|wtforms|\.py\b", re.IGNORECASE)
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
#: Every login leaves a trace there, refused or not; that is what these tables are for.
JOURNALS = frozenset({"core_login_session", "core_login_failure"})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Forms in the head of each page and in each cell of the operator's matrix: fuzzed, but not mostly.
EVERYWHERE = re.compile(r"/language$|/logout$|/post/|/ops/|/admin/roles/|/admin/units/|/ui$")
REFUSAL = {
    "outcome": "refused",
    "refusal_ground": "RF-h",
    "refusal_explained": "y",
    "earlier_notice": "12/TB",
    "papers__0__name": "Đơn",
}
ACTORS = (
    *("nobody", "stray", "operator", "tenant_admin", "reception_officer", "reception_reader", "overseer", "bare"),
    *("petitions_officer", "petitions_head", "petitions_denunciations"),
)


@dataclass
class Sent:
    """One request, enough to send it again by hand."""

    number: int
    actor: str
    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    headers: dict[str, str]
    token: str

    def __str__(self) -> str:
        return (
            f"#{self.number} {self.actor} {self.method} {self.path[:200]}?{self.query[:200]} token={self.token} "
            f"{self.content_type} {self.headers} {self.body[:300]!r}"
        )


@dataclass
class Result:
    """Counts of one run and what went wrong, if anything."""

    seed: int
    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    actors: Counter[str] = field(default_factory=Counter)
    endpoints: Counter[str] = field(default_factory=Counter)
    worked: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as a page offers it."""

    action: str
    fields: list[tuple[str, str]]


class Fuzzer:
    """One round: an application with its world, logged-in clients, forms found on its pages."""

    def __init__(self, app: Flask, world: World, chance: Random, result: Result) -> None:
        self.app, self.world, self.chance, self.result = app, world, chance, result
        self.secret = app.extensions["tiepdan.config"].secret_key
        self.rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
        self.foreign = [value for (slug, _thing), value in world.public_ids.items() if slug != TENANT]
        self.own = {thing: value for (slug, thing), value in world.public_ids.items() if slug == TENANT}
        self.clients: dict[str, FlaskClient] = {}
        self.fingerprint = Fingerprint(app, JOURNALS)
        self.forms = {actor: self._find_forms(actor) for actor in ACTORS}

    def close(self) -> None:
        """Let the database be dropped."""
        self.fingerprint.close()

    # --- who ------------------------------------------------------------------------------------

    def client(self, actor: str) -> FlaskClient:
        """The browser of an actor; logged in anew when an earlier request ended the login."""
        if actor not in self.clients:
            logins = {"stray": self.world.stray, "operator": self.world.operator}
            if actor == "nobody":
                client = self.app.test_client()
            else:
                client = self._logged_in(logins.get(actor) or self.world.login(TENANT, actor))
            with client.session_transaction() as session:
                session["csrf_token"] = "probe"
            self.clients[actor] = client
        return self.clients[actor]

    def _logged_in(self, login: str) -> FlaskClient:
        try:
            return log_client_in(self.app, login)
        except AssertionError:  # the administrator gave this account a new password meanwhile
            return self.app.test_client()

    def token(self) -> str:
        """What the pages of these clients carry as CSRF token."""
        return str(URLSafeTimedSerializer(self.secret, salt="wtf-csrf-token").dumps("probe"))

    # --- what -----------------------------------------------------------------------------------

    def _path(self, rule: str, known: Callable[[str], str]) -> str:
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known(found[1]), rule)

    def _honest(self, name: str) -> str:
        values = {"tenant": TENANT, "slug": TENANT, "plugin": "reception", "form": "docx", "step": "declare"}
        values["decision"] = "assign"
        return values.get(name) or self.own.get(name.removesuffix("_id"), "x")

    def _odd(self, name: str) -> str:
        turn = self.chance.randrange(8)
        if turn < 5:
            return self._honest(name)
        if turn == 5:
            return self.chance.choice(["b-comm", "z-comm", "nirgends", *self.foreign])
        return poison.value(self.chance, self.foreign).replace("%2F", "%5C") or "x"

    def _find_forms(self, actor: str) -> list[Form]:
        found: list[Form] = []
        for rule in self.rules:
            if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("_download"):
                continue
            path = self._path(rule.rule, self._honest)
            answer = self.client(actor).get(path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                found += _forms(answer.text, path)
        if actor == "reception_officer":
            base = f"/t/{TENANT}/reception/visits"
            seeds = (visit_form(), sealed_form(), visit_form(**group(12, 3)), visit_form(**REFUSAL))
            found += [Form(f"{base}/new", [("once", ""), *seed.items()]) for seed in seeds]
            found += [Form(f"{base}/{self.own['visit']}/edit", [*seed.items(), ("reason", "x")]) for seed in seeds]
        return list({(form.action, str(form.fields)): form for form in found}.values())

    def _request(self, number: int) -> Sent:
        chance = self.chance
        actor = chance.choice(ACTORS)
        headers = dict(chance.choice(poison.HEADERS)) if chance.random() < 0.25 else {}
        token = chance.choice(("good", "good", "good", "good", "missing", "wrong"))
        if self.forms[actor] and chance.random() < 0.6:
            own = self.forms[actor]
            form = chance.choices(own, [1 if EVERYWHERE.search(form.action) else 8 for form in own])[0]
            path, method, query = form.action, "POST", ""
            fields = poison.mutate(chance, poison.encoded(form.fields), self.foreign)
            self.result.kinds["form with changed fields"] += 1
        else:
            rule = chance.choice(self.rules)
            path = self._path(rule.rule, self._odd)
            honest = sorted((rule.methods or set()) - {"OPTIONS"})
            method = chance.choice(honest if chance.random() < 0.85 else poison.METHODS)
            names = ("q", "kind", "outcome", "since", "until", "owed", "after", "before", "period", "next", "lang", "x")
            pairs = [(name, poison.value(chance, self.foreign)) for name in chance.sample(names, chance.randrange(4))]
            query = "&".join(f"{name}={value}" for name, value in pairs)
            fields = poison.mutate(chance, [], self.foreign) if method not in ("GET", "HEAD") else []
            self.result.kinds["route with odd address"] += 1
        fields = [pair for pair in fields if pair != ("lang", "en")]  # sentences are checked in Vietnamese
        if token == "good":
            fields.append(("csrf_token", quote(self.token(), safe="")))
        elif token == "wrong":
            fields.append(("csrf_token", "wrong"))
        body, content_type = self._body(fields, method)
        return Sent(number, actor, method, path, query, body, content_type, headers, token)

    def _body(self, fields: poison.Pairs, method: str) -> tuple[bytes, str]:
        if method in ("GET", "HEAD", "OPTIONS"):
            return b"", ""
        chance = self.chance
        form, parts = "application/x-www-form-urlencoded", "multipart/form-data; boundary=probe"
        kinds: list[tuple[float, Callable[[], tuple[bytes, str]]]] = [
            (0.72, lambda: (poison.urlencoded(fields), form)),
            (0.14, lambda: (poison.multipart(fields), parts)),
            (0.07, lambda: (poison.urlencoded(fields), chance.choice(poison.CONTENT_TYPES))),
            (0.03, lambda: (poison.noise(chance, 400), chance.choice((parts, "application/json")))),
            (0.02, lambda: (poison.multipart(fields + [("x", "1")] * 600), parts)),
            (0.02, lambda: (poison.urlencoded([*fields, ("summary", "a" * 1_100_000)]), form)),
        ]
        return chance.choices([make for _w, make in kinds], [weight for weight, _m in kinds])[0]()

    # --- send and judge -------------------------------------------------------------------------

    def _send(self, sent: Sent) -> TestResponse:
        client = self.client(sent.actor)
        environ: dict[str, str] = {"PATH_INFO": unquote_to_bytes(sent.path).decode("latin-1")}
        environ["QUERY_STRING"] = sent.query
        for name, value in sent.headers.items():
            if name in ("Host", "Content-Length", "Cookie"):
                environ["HTTP_" + name.upper() if name != "Content-Length" else "CONTENT_LENGTH"] = value
        plain = [(n, v) for n, v in sent.headers.items() if n not in ("Host", "Content-Length", "Cookie", "X-Probe")]
        for name, value in plain:
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        return client.open(
            "/",
            method=sent.method,
            data=sent.body or None,
            content_type=sent.content_type or None,
            environ_overrides=environ,
        )

    def run(self, first: int, count: int) -> None:
        """Send ``count`` requests and judge each answer."""
        for number in range(first, first + count):
            sent = self._request(number)
            double = sent.method == "POST" and self.chance.random() < 0.15
            answer = self._judged(sent)
            if double and answer is not None:
                self.result.kinds["sent twice"] += 1
                self._judged(sent)

    def sweep(self) -> None:
        """Read every page once more: what was planted in this round must stand there as plain text.

        The tables are compared once for all pages of an actor.
        """
        for actor in ACTORS:
            self.client(actor)
            before = self.fingerprint.take()
            for rule in self.rules:
                if "GET" in (rule.methods or ()):
                    path = self._path(rule.rule, self._honest)
                    self._judged(Sent(-1, actor, "GET", path, "", b"", "", {}, "good"), compare=False)
            if changed := _changed(before, self.fingerprint.take()):
                self.result.problems.append(f"tables changed: {changed} ← the pages of {actor}")

    def _judged(self, sent: Sent, *, compare: bool = True) -> TestResponse | None:
        before = self.fingerprint.take() if compare else {}
        try:
            answer = self._send(sent)
        except Exception as error:  # noqa: BLE001 - in tests the application hands a crash on
            answer, trouble = None, [f"crash {type(error).__name__}: {str(error)[:200]}"]
        else:
            trouble = list(_troubles(sent, answer))
        after = self.fingerprint.take() if compare else {}
        status = answer.status_code if answer is not None else 500
        if (status >= 400 or sent.method in ("GET", "HEAD", "OPTIONS")) and after != before:
            trouble.append(f"tables changed: {_changed(before, after)}")
        self._count(sent, status, answer)
        self.result.compared += compare
        self.result.problems += [f"{text} ← {sent}" for text in trouble]
        return answer

    def _count(self, sent: Sent, status: int, answer: TestResponse | None) -> None:
        result = self.result
        result.requests += 1
        result.statuses[status] += 1
        result.actors[sent.actor] += 1
        rule = answer.request.path if answer is not None else sent.path
        try:
            endpoint, _values = self.app.url_map.bind("localhost").match(rule, method=sent.method)
        except Exception:  # noqa: BLE001 - no such address, or not that way
            endpoint = "(none)"
        result.endpoints[str(endpoint)] += 1
        if status < 400:
            result.worked[str(endpoint)] += 1
        location = answer.headers.get("Location", "") if answer is not None else ""
        ended = "Clear-Site-Data" in answer.headers if answer is not None else False
        if ended or (sent.actor != "nobody" and urlsplit(location).path == "/login"):
            self.clients.pop(sent.actor, None)


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in after if after[name] != before.get(name)]


def _forms(page: str, path: str) -> list[Form]:
    soup = BeautifulSoup(page, "html.parser")
    found = []
    for form in soup.find_all("form", method="post"):
        fields = []
        own = form.select("[name]") + (soup.select(f'[form="{form["id"]}"][name]') if form.get("id") else [])
        for part in own:
            name, kind = str(part["name"]), str(part.get("type", ""))
            if name == "csrf_token" or (kind in ("checkbox", "radio") and not part.has_attr("checked")):
                continue
            chosen = part.select_one("option[selected], option") if part.name == "select" else None
            text = chosen["value"] if chosen else part.get("value", part.get_text())
            fields.append((name, str(text) or ("Đúng" if kind == "text" else "")))
        found.append(Form(str(form.get("action") or path), fields))
    return found


def _troubles(sent: Sent, answer: TestResponse) -> list[str]:
    """What is wrong with one answer."""
    found = []
    status = answer.status_code
    if status >= 500:
        found.append(f"status {status}")
    if sent.method not in ("GET", "HEAD", "OPTIONS") and sent.token != "good" and status < 400:
        found.append(f"status {status} without a valid token")
    if any("X-Probe" in name for name, _value in answer.headers):
        found.append("a header was planted")
    if answer.mimetype == XLSX and answer.data and (formulas := _formulas(answer.data)):
        found.append(f"a formula in the sheet: {formulas[:2]}")
    if answer.mimetype == "application/problem+json" and answer.data:  # how programs are refused
        told = answer.get_json()
        words = f"{told.get('title', '')} {told.get('detail', '')}".strip()
        found += [] if len(words) > 10 else [f"status {status} without a sentence"]
        found += [f"insides shown: {leak[0]}"] if (leak := INSIDES.search(words)) else []
        return found
    if answer.mimetype != "text/html" or not answer.data:
        if status >= 400 and sent.method != "HEAD":
            found.append(f"a refusal without a page ({answer.mimetype})")
        return found
    packed = answer.headers.get("Content-Encoding") == "gzip"
    page = (gzip.decompress(answer.data) if packed else answer.data).decode()
    soup = BeautifulSoup(page, "html.parser")
    if status >= 400:
        for quoted in soup.select("input, textarea, option, title"):
            quoted.extract()
        words = [part.get_text(" ", strip=True) for part in soup.select(".error, .error-page p, .notice, [role=alert]")]
        if not words:
            found.append(f"status {status} without a sentence")
        found += [f"not in Vietnamese: {text[:120]!r}" for text in words if not VIETNAMESE.search(text)]
        if leak := INSIDES.search(" ".join(words)):
            found.append(f"insides shown: {leak[0]}")
    found += planted(page)
    return found


def _formulas(sheet: bytes) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl speaks of styles
        book = load_workbook(io.BytesIO(sheet))
    return [str(c.value) for page in book for row in page.iter_rows() for c in row if c.data_type == "f"]


def planted(page: str) -> list[str]:
    """Elements, attributes or sums in a page that none of our templates makes."""
    soup = BeautifulSoup(page, "html.parser")
    found = [
        f"planted element {part}"[:200] for part in soup.select("xss-probe, iframe, object, embed, style, svg[onload]")
    ]
    for part in soup.select("*"):
        for name, text in part.attrs.items():
            if name.startswith("on") or name == "style":
                found.append(f"planted attribute {name} on {part.name}")
            if name in ("href", "src", "action", "formaction") and re.match(
                r"\s*(javascript|data|vbscript):", str(text)
            ):
                found.append(f"planted address {text!r}"[:200])
        if part.name == "script" and not part.get("src"):
            found.append("planted script")
    if poison.COMPUTED in page:
        found.append("a template worked out what was typed")
    return found


def fuzz(make: Callable[[], tuple[Flask, World]], seed: int, requests: int) -> Result:
    """Send ``requests`` requests (and some twice) and give the counts."""
    result = Result(seed)
    sent = 0
    while sent < requests:
        app, world = make()
        round_ = Fuzzer(app, world, Random(seed * 1_000_003 + sent), result)
        try:
            round_.run(sent, min(ROUND, requests - sent))
            round_.sweep()
        finally:
            round_.close()
        sent += ROUND
    return result
