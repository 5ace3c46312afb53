"""The page of finds: everything in the tenant that the reader may search, by kind of record."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from core.access.permissions import ANY_MEMBER
from core.search.reading import CAP, Found, may_search, search
from core.search.words import SHORTEST_BEGINNING, terms_of
from core.web.context import scope
from core.web.render import page
from core.web.views.tenant import bp

#: Finds per kind beside others, and on the page of one kind alone; what of a query is read.
FEW, MANY, LONGEST = 6, 25, 200


@bp.route("/search", permission=ANY_MEMBER)
def search_show() -> Any:
    """Finds for ``q``; ``source`` narrows to one kind of record and pages through it with ``after``."""
    text = request.args.get("q", "").strip()[:LONGEST]
    sources = may_search(scope())
    wanted = request.args.get("source", "")
    chosen = next((source for source in sources if source.name == wanted), None)
    size = MANY if chosen or len(sources) == 1 else FEW
    after = request.args.get("after", "")
    start = min(int(after), CAP) if after.isascii() and after.isdecimal() and len(after) < 5 and size == MANY else 0
    terms = terms_of(text)
    short = bool(text) and sum(len(term.folded) for term in terms) < SHORTEST_BEGINNING
    found = [] if short else search(scope(), text, source=chosen.name if chosen else None, limit=size, after=start)
    return page(
        "search/show.html",
        partial="search/_finds.html",
        q=text,
        short=short,
        sources=sources,
        chosen=chosen,
        groups=[_group(finds, text, alone=size == MANY) for finds in found],
        cap=CAP,
    )


def _group(found: Found, text: str, *, alone: bool) -> dict[str, Any]:
    """One kind of record with its addresses."""
    here: dict[str, Any] = {"q": text, "source": found.source.name}
    return {
        "title": found.source.title,
        "hits": found.hits,
        "count": found.count,
        "capped": found.capped,
        "all_url": url_for("core.search_show", **here) if not alone and found.more else None,
        "list_url": url_for(found.source.endpoint, q=text) if found.source.endpoint else None,
        "newer": url_for("core.search_show", **here, after=max(0, found.after - MANY))
        if alone and found.after
        else None,
        "older": url_for("core.search_show", **here, after=found.more) if alone and found.more else None,
    }
