"""The table of error codes is current and complete: every code of the source stands in it, in both languages."""

import ast
import importlib.util
import re
from pathlib import Path

import matching
from matching.reporting.wording import phrases
from reporting.fault_sentences import fault_sentences

DOCS = Path(__file__).parents[2] / "docs"
SOURCE = Path(matching.__file__).parent


def generator():
    spec = importlib.util.spec_from_file_location("error_codes", DOCS / "error_codes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def raised_by_the_ledger():
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LedgerError":
                yield ast.literal_eval(node.args[0])


def told_by_the_command_line():
    text = (SOURCE / "cli" / "guarding.py").read_text(encoding="utf-8")
    return re.findall(r'_failure\(\s*console, "([a-z_]+)"', text)


def test_the_page_is_what_the_data_say():
    made = generator()
    assert made.page() == made.PAGE.read_text(encoding="utf-8"), "run python docs/error_codes.py"


def test_every_code_of_the_source_has_a_row():
    rows = set(
        re.findall(r"^\| `([a-z_]+)` \|", (DOCS / "error_codes.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    ledger, line = set(raised_by_the_ledger()), set(told_by_the_command_line())
    assert len(ledger) >= 12
    assert {"usage", "file_system", "internal"} <= line
    assert (
        ledger | line | generator().classes().keys() | {code for _, code, _, _ in fault_sentences()}
    ) - rows == set()


def test_no_row_names_a_code_that_is_gone():
    codes = {key.removeprefix("error.") for key in phrases()["en"] if key.startswith("error.")}
    assert (
        codes == set(raised_by_the_ledger()) | set(told_by_the_command_line()) | generator().classes().keys()
    )


def test_every_class_with_a_code_is_a_door():
    assert set(generator().classes().values()) <= set(matching.__all__)
