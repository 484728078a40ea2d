"""Lazy frames are collected at the door and make the problem that eager ones make."""

import pytest

from matching.intake.frames import frames_of, problem_from_frames
from matching.synthetic.provinces import generate


def test_lazy_frames_make_the_same_problem() -> None:
    pytest.importorskip("polars")
    problem = generate("ha-noi-14", 80, seed=2)
    eager = frames_of(problem, "polars")
    lazy = {name: frame.lazy() for name, frame in eager.items()}
    first, second = (problem_from_frames(frames, problem.reference_date) for frames in (eager, lazy))
    assert first == second
    assert len(second["children"]) == 80
