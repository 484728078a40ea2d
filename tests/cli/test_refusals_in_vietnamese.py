"""What a command refuses is told in Vietnamese, without English in between."""

import ast
import json
from importlib.resources import files
from pathlib import Path

import pytest

import matching.cli
from matching.reporting.refusal_sentences import refusal_sentence

LISTED = json.loads(files("matching.reporting").joinpath("data/refusals.json").read_text(encoding="utf-8"))
ROOM = Path(matching.cli.__file__).parent
WRAPPED = ("error", "reason", "hint")
"""Sentences of others within a refusal; the tests below call commands that show them."""


def refusals():
    for path in sorted(ROOM.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UsageError":
                (told,) = node.args
                if isinstance(told, ast.Constant):
                    yield told.value
                elif isinstance(told, ast.JoinedStr) and not _wraps(told):
                    yield "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "7" for part in told.values
                    )


def _wraps(told):
    inner = [part.value for part in told.values if isinstance(part, ast.FormattedValue)]
    return any(isinstance(one, ast.Name) and one.id in WRAPPED for one in inner)


@pytest.mark.parametrize("english", sorted(set(refusals())))
def test_every_refusal_of_a_command_has_a_vietnamese_sentence(english):
    assert refusal_sentence(english, "vi"), "add it to reporting/data/refusals.json"
    assert refusal_sentence(english, "en") == english


def test_no_parameter_is_invented():
    for english, vietnamese in LISTED["vi"].items():
        slots = {part.split("}")[0] for part in english.split("{")[1:]}
        assert {part.split("}")[0] for part in vietnamese.split("{")[1:]} <= slots


def test_what_has_no_vietnamese_sentence_is_told_apart():
    assert refusal_sentence("something new", "vi") == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "{in}", "--policy", "utilitaran"),
         "không có chính sách 'utilitaran'. Có phải ý bạn là utilitarian?"),
        (("generate", "--profile", "laocai", "--children", "5", "x"), "Có phải ý bạn là lao-cai?"),
        (("generate", "--profile", "lao-cai", "--children", "5", "{in}"), "đang chứa một bài toán khác"),
        (("template", "{file}"), "đã có và sẽ bị ghi đè"),
        (("explain", "{in}", "{plan}", "--need", "NOPE"), "dữ liệu không có nhu cầu 'NOPE'"),
        (("explain", "{in}", "{plan}", "--offer", "NOPE"), "dữ liệu không có khoản tài trợ 'NOPE'"),
        (("appeals", "{in}", "{plan}", "--kind", "NOPE"), "dữ liệu không có loại hỗ trợ 'NOPE'"),
        (("report", "{in}", "{plan}", "--view", "donor", "--donor", "NOPE", "--key-file", "{file}", "--json"),
         "không có nhà tài trợ 'NOPE'"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_vietnamese_alone(call, province, solved, tmp_path, words, told):
    file = tmp_path / "mine.xlsx"
    file.write_text("mine")
    places = {"in": province, "plan": solved, "file": file}
    said = call(*(str(word).format(**places) for word in words), "--lang", "vi", "--quiet")
    assert said.code == 2
    assert said.err.startswith("usage: ")
    assert told in said.err
    assert "(there is" not in said.err


def test_places_of_issues_are_named_in_vietnamese(call, tmp_path):
    said = call("check", tmp_path / "none.xlsx", "--lang", "vi")
    assert said.out.startswith("[unreadable_file] dữ liệu vào: ")
