"""A small round, solved once, and its workbook in both languages."""

import io
from typing import Any

import openpyxl
import pytest

import matching
from matching.workbooks.result_workbook import result_workbook


@pytest.fixture(scope="session")
def result() -> matching.Result:
    return matching.solve(matching.generate("lao-cai", 40, 3, "mixed"), "utilitarian", seed=2)


@pytest.fixture(scope="session", params=["en", "vi"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def book(result: matching.Result, language: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(result_workbook(result, language)))
