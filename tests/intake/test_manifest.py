"""What is said of a data set as a whole is checked in programs as in files."""

from datetime import date

import pytest

import matching


@pytest.mark.parametrize("entry", ["title", "vintage"])
def test_a_text_that_files_would_refuse_is_refused_in_programs_too(entry: str) -> None:
    told = {"title": "", "vintage": "v", entry: "a\tb"}
    with pytest.raises(matching.DataError) as caught:
        matching.problem_from_records({}, date(2026, 1, 1), **told)
    assert ("bad_text", entry) in {(issue.code, issue.column) for issue in caught.value.issues}
