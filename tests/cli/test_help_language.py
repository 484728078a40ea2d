"""Help and wrong usage in Vietnamese: every sentence that is shown has its translation, and keeps its placeholders."""

import re

import pytest

from matching.cli.help_language import _texts, help_sentences, help_text, usage_error
from matching.cli.parsing import COMMANDS, command_parser


def test_every_sentence_of_the_help_is_translated():
    sentences = set(help_sentences(command_parser()))
    known = _texts()["vi"].keys()
    assert sentences - known == set()
    assert known - sentences - {"usage: "} == set()


@pytest.mark.parametrize("english", _texts()["vi"])
def test_a_translation_keeps_the_placeholders(english):
    slots = re.compile(r"%\(\w+\)s|%%|`[^`]*`|\.\w{3,4}\b")
    assert sorted(slots.findall(help_text(english, "vi"))) == sorted(slots.findall(english))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_is_in_vietnamese_when_asked(call, command):
    told = call(command, "--help", "--lang", "vi").out
    assert told.startswith("cách dùng: ")
    for english in ("usage:", "options:", "show this help", "default:", "positional"):
        assert english not in told


def test_the_language_of_the_environment_holds_for_help_too(call, monkeypatch):
    monkeypatch.setenv("MATCHING_LANG", "vi")
    assert call("--help").out.startswith("cách dùng: ")
    assert call("--help", "--lang=en").out.startswith("usage: ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("solve", "in"), "thiếu tham số bắt buộc: --output"),
        (("slove",), "không có lựa chọn 'slove'"),
        (("slove",), "Có phải ý bạn là solve?"),
        (("solve", "in", "--output", "out", "--seed", "x"), "'x' không phải số nguyên"),
        (("solve", "in", "--output"), "cần một giá trị"),
        (("check", "in", "--otput", "x.xlsx"), "Có phải ý bạn là --output?"),
    ],
)
def test_wrong_usage_is_told_in_vietnamese(call, words, told):
    said = call(*words, "--lang", "vi") if words[-1] != "--output" else call("--lang", "vi", *words)
    assert said.code == 2
    assert told in said.err
    assert "error" not in said.err


def test_what_has_no_translation_stays_english():
    assert usage_error("something new", "vi") == "something new"
