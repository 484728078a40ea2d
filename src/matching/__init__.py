"""Match children's needs to donors' offers: every rule exact, the worst-off communes first, every plan proved.

The names below are loaded when first used, so that ``import matching`` is quick and loads no solver.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matching.installation import refuse_foreign_files

if TYPE_CHECKING:
    from matching.adapters.mapping import adapter_mapping as adapter_mapping
    from matching.adapters.systems import from_kobo as from_kobo
    from matching.adapters.systems import from_openspp as from_openspp
    from matching.adapters.systems import from_primero as from_primero
    from matching.appealing.asking import appeal_index as appeal_index
    from matching.appealing.asking import appeals as appeals
    from matching.appealing.asking import explain_donor as explain_donor
    from matching.appealing.asking import explain_offer as explain_offer
    from matching.appealing.asking import packages_for as packages_for
    from matching.appealing.asking import shadow_values as shadow_values
    from matching.appealing.showing import AppealIndex as AppealIndex
    from matching.appealing.showing import Appeals as Appeals
    from matching.appealing.showing import DonorPage as DonorPage
    from matching.appealing.showing import ShadowValues as ShadowValues
    from matching.cycles.carrying import carried_over as carried_over
    from matching.cycles.crosswalk import Crossing as Crossing
    from matching.cycles.crosswalk import recoded as recoded
    from matching.cycles.period import period_problem as period_problem
    from matching.cycles.planning import Cycle as Cycle
    from matching.cycles.reserving import expected_later as expected_later
    from matching.doors import Result as Result
    from matching.doors import audit as audit
    from matching.doors import audit_lottery as audit_lottery
    from matching.doors import fair_lottery as fair_lottery
    from matching.doors import fractional_leximin as fractional_leximin
    from matching.doors import plan_cycle as plan_cycle
    from matching.doors import solve as solve
    from matching.errors import DataError as DataError
    from matching.errors import InfeasibleError as InfeasibleError
    from matching.errors import Issue as Issue
    from matching.errors import LedgerError as LedgerError
    from matching.errors import MatchingError as MatchingError
    from matching.errors import MemoryRefusedError as MemoryRefusedError
    from matching.errors import MissingPackageError as MissingPackageError
    from matching.errors import NoPlanError as NoPlanError
    from matching.errors import NotANetworkError as NotANetworkError
    from matching.errors import OverflowRefusedError as OverflowRefusedError
    from matching.errors import PolicyError as PolicyError
    from matching.errors import PromiseError as PromiseError
    from matching.errors import SolverError as SolverError
    from matching.explaining import Explanation as Explanation
    from matching.explaining import PlanDifference as PlanDifference
    from matching.explaining import difference as difference
    from matching.explaining import explain as explain
    from matching.explaining import explain_all as explain_all
    from matching.explaining import find_remedies as find_remedies
    from matching.explaining import read_result as read_result
    from matching.explaining import what_if as what_if
    from matching.explanation.remedies import Remedy as Remedy
    from matching.files.plan_reading import read_plan as read_plan
    from matching.files.plan_writing import write_plan as write_plan
    from matching.files.reading import check_problem as check_problem
    from matching.files.reading import read_problem as read_problem
    from matching.files.workbook.template import write_template as write_template
    from matching.files.writing import write_problem as write_problem
    from matching.formulation.network_structure import structure as structure
    from matching.intake.builder import ProblemBuilder as ProblemBuilder
    from matching.intake.changes import Change as Change
    from matching.intake.changes import add_row as add_row
    from matching.intake.changes import amend_rows as amend_rows
    from matching.intake.changes import change_from_dict as change_from_dict
    from matching.intake.changes import remove_rows as remove_rows
    from matching.intake.frames import frames_of as frames_of
    from matching.intake.frames import problem_from_frames as problem_from_frames
    from matching.intake.records import problem_from_records as problem_from_records
    from matching.intake.schema_export import json_schema as json_schema
    from matching.ledger.applying import Receipt as Receipt
    from matching.ledger.applying import apply as apply
    from matching.ledger.book import Ledger as Ledger
    from matching.ledger.last_plan import with_previous as with_previous
    from matching.ledger.promised_lines import with_promises as with_promises
    from matching.package_versions import versions as versions
    from matching.pages.report_page import write_report as write_report
    from matching.pages.section import Section as Section
    from matching.problem.policy import Disadvantage as Disadvantage
    from matching.problem.policy import Goal as Goal
    from matching.problem.policy import Policy as Policy
    from matching.problem.policy import named_policy as named_policy
    from matching.problem.policy import policy_from_dict as policy_from_dict
    from matching.problem.policy import policy_names as policy_names
    from matching.problem.problem import Problem as Problem
    from matching.reporting.frames import result_frames as result_frames
    from matching.reporting.issue_sentences import issue_sentence as issue_sentence
    from matching.reporting.summaries import summary as summary
    from matching.studies.attainable import attainable as attainable
    from matching.studies.equity import frontier as frontier
    from matching.studies.folders import FolderRun as FolderRun
    from matching.studies.folders import solve_folders as solve_folders
    from matching.studies.index import disadvantage_table as disadvantage_table
    from matching.studies.index import sensitivity as sensitivity
    from matching.studies.methods import admissible_pairs as admissible_pairs
    from matching.studies.methods import judged as judged
    from matching.studies.policies import compare as compare
    from matching.studies.preparing import Prepared as Prepared
    from matching.studies.preparing import prepare as prepare
    from matching.studies.report_studies import report_studies as report_studies
    from matching.studies.shortfall import gap as gap
    from matching.synthetic.figures import Figure as Figure
    from matching.synthetic.figures import profile_figures as profile_figures
    from matching.synthetic.nation import generate_nation as generate_nation
    from matching.synthetic.profile_data import profile_names as profile_names
    from matching.synthetic.provinces import demo_problem as demo_problem
    from matching.synthetic.provinces import generate as generate
    from matching.synthetic.year import generate_year as generate_year
    from matching.timing import Step as Step
    from matching.views.viewing import view as view
    from matching.workbooks.checked_copy import write_checked as write_checked
    from matching.workbooks.result_workbook import write_workbook as write_workbook

    # Assigned, not imported under another name: type checkers call only these re-exported.
    check = check_problem
    problem_frames = frames_of
    read = read_problem
    report = write_report
    write = write_problem

__version__ = "0.1.0"

_DOORS = {
    "adapter_mapping": "adapters.mapping:adapter_mapping",
    "add_row": "intake.changes:add_row",
    "admissible_pairs": "studies.methods:admissible_pairs",
    "amend_rows": "intake.changes:amend_rows",
    "appeal_index": "appealing.asking:appeal_index",
    "AppealIndex": "appealing.showing:AppealIndex",
    "Appeals": "appealing.showing:Appeals",
    "appeals": "appealing.asking:appeals",
    "attainable": "studies.attainable:attainable",
    "audit": "doors:audit",
    "audit_lottery": "doors:audit_lottery",
    "Change": "intake.changes:Change",
    "change_from_dict": "intake.changes:change_from_dict",
    "check": "files.reading:check_problem",
    "compare": "studies.policies:compare",
    "apply": "ledger.applying:apply",
    "carried_over": "cycles.carrying:carried_over",
    "Crossing": "cycles.crosswalk:Crossing",
    "Cycle": "cycles.planning:Cycle",
    "DataError": "errors:DataError",
    "demo_problem": "synthetic.provinces:demo_problem",
    "difference": "explaining:difference",
    "Disadvantage": "problem.policy:Disadvantage",
    "disadvantage_table": "studies.index:disadvantage_table",
    "DonorPage": "appealing.showing:DonorPage",
    "explain": "explaining:explain",
    "explain_all": "explaining:explain_all",
    "explain_donor": "appealing.asking:explain_donor",
    "explain_offer": "appealing.asking:explain_offer",
    "Explanation": "explaining:Explanation",
    "expected_later": "cycles.reserving:expected_later",
    "fair_lottery": "doors:fair_lottery",
    "find_remedies": "explaining:find_remedies",
    "fractional_leximin": "doors:fractional_leximin",
    "from_kobo": "adapters.systems:from_kobo",
    "from_openspp": "adapters.systems:from_openspp",
    "from_primero": "adapters.systems:from_primero",
    "frontier": "studies.equity:frontier",
    "gap": "studies.shortfall:gap",
    "generate": "synthetic.provinces:generate",
    "generate_nation": "synthetic.nation:generate_nation",
    "generate_year": "synthetic.year:generate_year",
    "Goal": "problem.policy:Goal",
    "InfeasibleError": "errors:InfeasibleError",
    "Issue": "errors:Issue",
    "issue_sentence": "reporting.issue_sentences:issue_sentence",
    "json_schema": "intake.schema_export:json_schema",
    "judged": "studies.methods:judged",
    "Ledger": "ledger.book:Ledger",
    "LedgerError": "errors:LedgerError",
    "MatchingError": "errors:MatchingError",
    "MemoryRefusedError": "errors:MemoryRefusedError",
    "MissingPackageError": "errors:MissingPackageError",
    "named_policy": "problem.policy:named_policy",
    "NoPlanError": "errors:NoPlanError",
    "NotANetworkError": "errors:NotANetworkError",
    "OverflowRefusedError": "errors:OverflowRefusedError",
    "packages_for": "appealing.asking:packages_for",
    "PlanDifference": "explaining:PlanDifference",
    "period_problem": "cycles.period:period_problem",
    "plan_cycle": "doors:plan_cycle",
    "Policy": "problem.policy:Policy",
    "policy_from_dict": "problem.policy:policy_from_dict",
    "policy_names": "problem.policy:policy_names",
    "PolicyError": "errors:PolicyError",
    "prepare": "studies.preparing:prepare",
    "Prepared": "studies.preparing:Prepared",
    "Problem": "problem.problem:Problem",
    "problem_frames": "intake.frames:frames_of",
    "problem_from_frames": "intake.frames:problem_from_frames",
    "problem_from_records": "intake.records:problem_from_records",
    "ProblemBuilder": "intake.builder:ProblemBuilder",
    "Figure": "synthetic.figures:Figure",
    "profile_figures": "synthetic.figures:profile_figures",
    "profile_names": "synthetic.profile_data:profile_names",
    "PromiseError": "errors:PromiseError",
    "read": "files.reading:read_problem",
    "read_plan": "files.plan_reading:read_plan",
    "read_result": "explaining:read_result",
    "Receipt": "ledger.applying:Receipt",
    "recoded": "cycles.crosswalk:recoded",
    "Remedy": "explanation.remedies:Remedy",
    "remove_rows": "intake.changes:remove_rows",
    "report": "pages.report_page:write_report",
    "report_studies": "studies.report_studies:report_studies",
    "Result": "doors:Result",
    "result_frames": "reporting.frames:result_frames",
    "Section": "pages.section:Section",
    "sensitivity": "studies.index:sensitivity",
    "shadow_values": "appealing.asking:shadow_values",
    "ShadowValues": "appealing.showing:ShadowValues",
    "solve_folders": "studies.folders:solve_folders",
    "FolderRun": "studies.folders:FolderRun",
    "solve": "doors:solve",
    "SolverError": "errors:SolverError",
    "Step": "timing:Step",
    "structure": "formulation.network_structure:structure",
    "summary": "reporting.summaries:summary",
    "versions": "package_versions:versions",
    "view": "views.viewing:view",
    "what_if": "explaining:what_if",
    "with_previous": "ledger.last_plan:with_previous",
    "with_promises": "ledger.promised_lines:with_promises",
    "write": "files.writing:write_problem",
    "write_checked": "workbooks.checked_copy:write_checked",
    "write_plan": "files.plan_writing:write_plan",
    "write_template": "files.workbook.template:write_template",
    "write_workbook": "workbooks.result_workbook:write_workbook",
}

__all__ = ["__version__", *_DOORS]

refuse_foreign_files()


def __getattr__(name: str) -> Any:
    if name not in _DOORS:
        raise AttributeError(f"module 'matching' has no attribute {name!r}")
    module, _, attribute = _DOORS[name].partition(":")
    return getattr(import_module(f"matching.{module}"), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
