from dataclasses import replace

from matching.plan.audit_report import AuditReport, Violation
from matching.plan.outcome import Feasibility, Outcome, Proof, StopReason
from matching.reporting.commune_listing import commune_table
from matching.reporting.summaries import summary, verdict


def test_the_commune_table_starts_with_the_worst_covered_and_ends_with_the_total(result):
    assert commune_table(result).split("\n") == [
        "Commune       Zone  Needed    Met  Coverage",
        "─" * 55,
        "Yên Bài       III    1,201  1,001    83.3 %  ████████░░",
        "An <Phú>                 2      2   100.0 %  ██████████",
        "All communes         1,203  1,003    83.4 %  ████████░░",
    ]


def test_a_long_table_is_cut_and_says_how_many_communes_are_missing(result):
    lines = commune_table(result, "vi", limit=1).split("\n")
    assert lines[2].startswith("Yên Bài")
    assert lines[3].startswith("Tất cả các xã")
    assert lines[4].startswith("… và 1 xã khác")


def test_the_summary_tells_units_money_goals_reasons_and_ends_with_the_verdict(result):
    lines = summary(result).split("\n")
    assert "1,003 of 1,203 units met (83.4 %) in 3 lines" in lines
    assert "240,000,000 đồng spent from cash offers" in lines
    assert "1. Most in total: weighted need met: 10,018, proved best possible" in lines
    assert any("the worst-off group reaches 83.3 % of its target, not proved" in line for line in lines)
    assert lines[lines.index("Not met:") + 1] == "  200  no offer of this kind"
    assert lines[lines.index("Left over:") + 1] == "  1  the offer's own limits"
    assert lines[-1].startswith("PROVED")


def test_the_summary_speaks_vietnamese(result):
    text = summary(result, "vi")
    assert "240.000.000 đồng" in text
    assert "Chưa đáp ứng:\n  200  chưa có khoản tài trợ loại này\n" in text
    assert text.split("\n")[-1].startswith("ĐÃ CHỨNG MINH")


def test_a_refused_plan_is_told_as_refused(result):
    report = AuditReport("violated", (Violation("stock", ("o",), (), "Too much."),), {"stock": 1}, ())
    assert verdict(replace(result, report=report)).startswith("REFUSED: the audit found 1 violation")


def test_without_a_plan_the_verdict_says_why(result):
    outcome = Outcome(StopReason.FINISHED, Feasibility.INFEASIBLE, Proof.NOT_PROVED, False)
    missing = replace(result, allocation=None, report=None, outcome=outcome)
    assert summary(missing).endswith("NO PLAN: stopped (finished), hard rules cannot all hold.")
