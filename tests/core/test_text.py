"""Folding for search and the test for damaged text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import damaged, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đắk Rve", "dak rve"),
        ("ĐĂK  RVE", "dak rve"),
        ("  Nguyễn\tThị\u00a0Ựợ\n", "nguyen thi uo"),
        ("Ðặng", "dang"),
        ("STRAẞE", "strasse"),
        ("a\u200bb", "ab"),
        ("", ""),
        ("số 12/QĐ-UBND", "so 12/qd-ubnd"),
    ],
)
def test_fold_gives_one_form_to_all_spellings(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded
    assert fold(unicodedata.normalize("NFC", written)) == folded


@given(st.text())
def test_fold_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"))
def test_every_vietnamese_letter_folds_to_ascii(text: str) -> None:
    assert fold(text).isascii()
    assert fold(text) == fold(text.upper())


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\ufffd",
        chr(0xD800),
        chr(0xDCFF),
        "\uffff",
        "\ufffe",
        "\x0b",
    ],
)
def test_damaged_finds_what_no_paper_can_keep(text: str) -> None:
    assert damaged(text)


@pytest.mark.parametrize("text", ["", "Đắk Rve", "dòng 1\r\ndòng 2\tô", "🙂", "！", "\ufffc"])
def test_ordinary_text_is_not_damaged(text: str) -> None:
    assert not damaged(text)
