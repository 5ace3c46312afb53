"""A paper in a unit's own .docx: its placeholders are filled, and nothing else in it can run.

Only the words below may stand between the braces, in ``{{ … }}``, ``{% if … %}`` and ``{% for … %}``
over the lists. Everything else (calls, filters, attributes, includes) is refused when the form is
taken, so a form can neither read anything nor keep the server busy.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from core.api import documents

#: Placeholder -> what it stands for. Lists are gone through with {%p for dong in … %}.
WORDS = {
    "co_quan_cap_tren": "Cơ quan cấp trên",
    "co_quan": "Cơ quan ban hành",
    "so_ky_hieu": "Số, ký hiệu",
    "dia_danh_ngay": "Địa danh, ngày tháng năm",
    "loai_van_ban": "Loại văn bản",
    "trich_yeu": "Trích yếu",
    "kinh_gui": "Kính gửi",
    "chuc_vu_ky": "Chức vụ người ký",
    "nguoi_ky": "Họ tên người ký",
    "mau_so": "Mẫu số",
}
LISTS = {"can_cu": "Các căn cứ", "noi_dung": "Các đoạn nội dung", "noi_nhan": "Nơi nhận"}
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.For, nodes.Const),
    *(nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand),
)


class FormError(Exception):
    """Why a .docx cannot be a form; ``key`` names the sentence, ``what`` the place in it."""

    def __init__(self, key: str, what: str = "") -> None:
        super().__init__(key)
        self.key, self.what = key, what


class _Forms(SandboxedEnvironment):
    """Reads every part of a form (body, header, footnotes, properties) and refuses what is not allowed in one."""

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.used: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self.used |= _names(tree)
        return tree


def values_of(document: documents.Document, form_code: str) -> dict[str, Any]:
    """What the placeholders of a paper stand for."""
    grounds = [item for block in document.body if isinstance(block, documents.Grounds) for item in block.items]
    text = [block.text for block in document.body if isinstance(block, documents.Paragraph)]
    signature = document.signatures[0] if document.signatures else documents.Signature(())
    return {
        "co_quan_cap_tren": document.agency.superior.upper(),
        "co_quan": document.agency.name.upper(),
        "so_ky_hieu": document.number or "",
        "dia_danh_ngay": f"{document.agency.place}, {documents.long_date(document.issued_on)}",
        "loai_van_ban": document.kind.upper(),
        "trich_yeu": document.abstract,
        "kinh_gui": "; ".join(document.addressees),
        "chuc_vu_ky": "\n".join(signature.capacity).upper(),
        "nguoi_ky": signature.name,
        "mau_so": form_code,
        "can_cu": grounds,
        "noi_dung": text,
        "noi_nhan": list(document.recipients),
    }


def examples() -> list[tuple[str, str]]:
    """(as it is typed into a form, what it stands for) for each placeholder."""
    words = [(f"{{{{ {name} }}}}", meaning) for name, meaning in WORDS.items()]
    loop = "{{%p for dong in {name} %}} {{{{ dong }}}} {{%p endfor %}}"
    return words + [(loop.format(name=name), meaning) for name, meaning in LISTS.items()]


def check(content: bytes) -> None:
    """Raise FormError unless the .docx is a form that can be filled: known placeholders alone, at least one of them."""
    sample = dict.fromkeys(WORDS, "x") | {name: ["x"] for name in LISTS}
    _filled, used = _render(content, sample)
    if not used:
        raise FormError("no_placeholder")


def _names(tree: nodes.Template) -> set[str]:
    """The words a part uses. Raises FormError for anything that is not allowed."""
    loops: set[str] = set()
    for loop in tree.find_all(nodes.For):
        target = loop.target
        if not isinstance(target, nodes.Name) or not isinstance(loop.iter, nodes.Name) or loop.iter.name not in LISTS:
            raise FormError("loop_not_allowed")
        if loop.recursive or any(True for _inner in loop.find_all(nodes.For)):
            raise FormError("loop_not_allowed")
        loops.add(target.name)
    for node in _all(tree):
        if not isinstance(node, _ALLOWED):
            raise FormError("not_allowed_in_form", type(node).__name__)
    used = {name.name for name in tree.find_all(nodes.Name)} - loops
    if unknown := sorted(used - set(WORDS) - set(LISTS)):
        raise FormError("unknown_placeholder", ", ".join(unknown)[:100])
    return used


def _all(tree: nodes.Node) -> list[nodes.Node]:
    found = [tree]
    for child in tree.iter_child_nodes():
        found += _all(child)
    return found


def _render(content: bytes, values: dict[str, Any]) -> tuple[bytes, set[str]]:
    environment, out = _Forms(), BytesIO()
    try:
        template = DocxTemplate(BytesIO(content))
        template.render(values, jinja_env=environment, autoescape=True)
        template.save(out)
    except TemplateError as error:
        raise FormError("broken_placeholder", str(error)[:100]) from error
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise FormError("not_docx") from error
    return out.getvalue(), environment.used


def fill(content: bytes, document: documents.Document, form_code: str) -> bytes:
    """The paper in the unit's own form. Raises FormError when the form cannot be filled any more."""
    filled, _used = _render(content, values_of(document, form_code))
    return filled


def starter() -> bytes:
    """A .docx to begin from: every placeholder in a plain letter."""
    file = docx.Document()
    for line in (
        "{{ mau_so }}",
        "{{ co_quan_cap_tren }}",
        "{{ co_quan }}",
        "Số: {{ so_ky_hieu }}",
        "{{ dia_danh_ngay }}",
        "{{ loai_van_ban }}",
        "{{ trich_yeu }}",
        "Kính gửi: {{ kinh_gui }}",
        "{%p for dong in can_cu %}",
        "{{ dong }}",
        "{%p endfor %}",
        "{%p for dong in noi_dung %}",
        "{{ dong }}",
        "{%p endfor %}",
        "{{ chuc_vu_ky }}",
        "{{ nguoi_ky }}",
        "Nơi nhận:",
        "{%p for dong in noi_nhan %}",
        "- {{ dong }}",
        "{%p endfor %}",
    ):
        file.add_paragraph(line)
    out = BytesIO()
    file.save(out)
    return out.getvalue()
