import string

from matching.plan.outcome import Feasibility, StopReason
from matching.reporting.wording import LANGUAGES, counted, phrase, phrases
from matching.vocabulary import Reason, UnusedReason


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_exists_in_both_languages_with_the_same_values():
    english, vietnamese = (phrases()[language] for language in LANGUAGES)
    assert english.keys() == vietnamese.keys()
    assert {code: _values(text) for code, text in english.items()} == {
        code: _values(text) for code, text in vietnamese.items()
    }


def test_every_reason_and_outcome_has_a_sentence():
    codes = [f"reason.{reason}" for reason in Reason]
    codes += [f"unused.{reason}" for reason in UnusedReason]
    codes += [f"stop.{stop}" for stop in StopReason]
    codes += [f"feasibility.{feasibility}" for feasibility in Feasibility]
    for language in LANGUAGES:
        assert all(phrase(code, language) for code in codes)


def test_a_counted_word_is_singular_after_one_alone():
    assert counted("1 more unmet [unit|units] in 1 [line|lines]") == "1 more unmet unit in 1 line"
    assert counted("11 [unit|units], 1,001 [line|lines]") == "11 units, 1,001 lines"
    assert (
        phrase("summary.met", met="2", needed="3", share="–", lines="1") == "2 of 3 units met (–) in 1 line"
    )
