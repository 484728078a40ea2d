import pytest

from matching.reporting.frames import result_frames


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_frames_come_in_the_library_asked_for_and_tell_the_plan(result, backend):
    pytest.importorskip(backend)
    frames = result_frames(result, backend)
    assert set(frames) == {"allocation", "unmet", "unused", "communes"}
    lines = frames["allocation"]
    assert type(lines).__module__.startswith(backend)
    assert list(lines["offer_id"]) == ["cash", "goods", "goods"]
    assert list(lines["quantity"]) == [1000, 1, 2]
    assert list(lines["promised"]) == [False, False, True]
    assert list(frames["unmet"]["reason"]) == ["no_offer_of_kind"]
    assert list(frames["unused"]["kind"]) == ["school_kit"]
    assert list(frames["communes"]["commune"]) == ["2025-07:00002", "2025-07:00001"]


def test_an_unknown_library_is_refused_by_name(result):
    with pytest.raises(ValueError, match="choose one of pandas, polars, pyarrow"):
        result_frames(result, "excel")
