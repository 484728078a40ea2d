"""Small closed vocabularies shared by every floor; the order of the members is the order of their codes."""

from enum import StrEnum
from typing import Final

MISSING: Final = -1
"""Code of an absent value in every integer column (numbers, dates, references, enumerations)."""


class Sex(StrEnum):
    """Sex of a child."""

    BOY = "boy"
    GIRL = "girl"


class ItemSex(StrEnum):
    """For whom an item is cut; neutral items fit every child."""

    BOY = "boy"
    GIRL = "girl"
    NEUTRAL = "neutral"


class Household(StrEnum):
    """Certified status of a child's household (hộ nghèo, cận nghèo, mới thoát nghèo)."""

    POOR = "poor"
    NEAR_POOR = "near_poor"
    NEWLY_ESCAPED = "newly_escaped"
    OTHER = "other"


class Zone(StrEnum):
    """Zone of a commune in the ethnic-minority and mountain areas (khu vực I, II, III)."""

    I = "I"  # noqa: E741 - the official name of the zone
    II = "II"
    III = "III"


class UnitLevel(StrEnum):
    """Kind of commune-level unit (xã, phường, thị trấn, đặc khu)."""

    COMMUNE = "commune"
    WARD = "ward"
    TOWNSHIP = "township"
    SPECIAL_ZONE = "special_zone"


class Circumstance(StrEnum):
    """The fourteen groups of children in special circumstances (Law on Children 2016, article 10)."""

    ORPHAN = "g01"
    ABANDONED = "g02"
    WITHOUT_SUPPORT = "g03"
    DISABLED = "g04"
    HIV = "g05"
    OFFENDER = "g06"
    ADDICTION = "g07"
    DROPPED_OUT = "g08"
    VIOLENCE = "g09"
    EXPLOITED = "g10"
    SEXUALLY_ABUSED = "g11"
    TRAFFICKED = "g12"
    SERIOUS_ILLNESS = "g13"
    DISPLACED = "g14"


HIDDEN_CIRCUMSTANCES: Final = frozenset(
    {
        Circumstance.HIV,
        Circumstance.OFFENDER,
        Circumstance.ADDICTION,
        Circumstance.VIOLENCE,
        Circumstance.EXPLOITED,
        Circumstance.SEXUALLY_ABUSED,
        Circumstance.TRAFFICKED,
    }
)
"""Groups that are never shown to a donor, not even with consent."""


class SiteKind(StrEnum):
    """What a site is."""

    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    SATELLITE = "satellite"
    HEALTH_STATION = "health_station"
    CARE_CENTRE = "care_centre"
    COMMUNITY = "community"


class Modality(StrEnum):
    """In what form an offer comes."""

    GOODS = "goods"
    CASH = "cash"
    SERVICE = "service"


class Tier(StrEnum):
    """Rank of a need before every fairness goal."""

    LIFE_SAVING = "life_saving"
    ORDINARY = "ordinary"


class Fit(StrEnum):
    """How the item of a stock line must suit the item of a need."""

    NONE = "none"
    EXACT = "exact"
    SIZE = "size"


class DonorKind(StrEnum):
    """What a donor is."""

    ENTERPRISE = "enterprise"
    FOUNDATION = "foundation"
    NGO = "ngo"
    INDIVIDUAL = "individual"
    STAFF = "staff"
    PUBLIC_FUND = "public_fund"
    MEDIA = "media"
    ARMED_FORCES = "armed_forces"
    OTHER = "other"


class Channel(StrEnum):
    """Whether a gift is handed over directly or through the fund."""

    FUND = "fund"
    DIRECT = "direct"


class FundLevel(StrEnum):
    """Level of the fund that received the offer; a commune's fund stays in the commune."""

    NATIONAL = "national"
    PROVINCE = "province"
    COMMUNE = "commune"


class Payer(StrEnum):
    """Who pays a visit or set-up cost."""

    BUDGET = "budget"
    FUND = "fund"


class EarmarkField(StrEnum):
    """What a donor's wish may speak of."""

    COMMUNE = "commune"
    ZONE = "zone"
    PROVINCE = "province"
    DISTRICT = "district"
    SITE = "site"
    CHILD = "child"
    NEED = "need"
    AGE = "age"
    SEX = "sex"
    HOUSEHOLD = "household"
    CIRCUMSTANCES = "circumstances"
    SPECIAL_CIRCUMSTANCES = "special_circumstances"
    AT_RISK = "at_risk"
    ETHNIC_MINORITY = "ethnic_minority"
    DIFFICULT_HAMLET = "difficult_hamlet"
    POLICY_FAMILY = "policy_family"
    UNION_PARENT = "union_parent"
    TIER = "tier"


class FloorGroup(StrEnum):
    """Group over which a floor or ceiling counts units."""

    COMMUNE = "commune"
    ZONE = "zone"
    PROVINCE = "province"
    SEX = "sex"
    ETHNIC_MINORITY = "ethnic_minority"
    EVERYONE = "everyone"


class Reason(StrEnum):
    """Why units of a need are not met: exactly one for every unmet unit."""

    OVER = "over"
    NOT_CONFIRMED = "not_confirmed"
    NO_OFFER_OF_KIND = "no_offer_of_kind"
    PROMISED = "promised"
    FIT = "fit"
    WINDOW = "window"
    EARMARK = "earmark"
    CONSENT = "consent"
    REFUSED = "refused"
    LIFE_SAVING_FIRST = "life_saving_first"
    OUTRANKED = "outranked"
    OUTWEIGHED = "outweighed"
    DEARER = "dearer"
    VISIT_NOT_WORTH = "visit_not_worth"
    LAST_PLAN = "last_plan"
    LOTTERY = "lottery"
    ALL_GIVEN = "all_given"
    RULE_OF_THUMB = "rule_of_thumb"
    OTHERS_SERVED = "others_served"
    FLOOR_ELSEWHERE = "floor_elsewhere"
    NOT_WANTED = "not_wanted"
    NOT_FINISHED = "not_finished"
    BUDGET = "budget"
    SLOTS_FULL = "slots_full"
    RESERVE = "reserve"
    ALL_OR_NOTHING = "all_or_nothing"
    LOT_NOT_REACHED = "lot_not_reached"
    COMMUNES_FULL = "communes_full"
    COMMUNE_LIMIT = "commune_limit"
    CHILD_LIMIT = "child_limit"
    CHILD_LEAST = "child_least"
    EXCLUSIVE = "exclusive"
    COFUNDING = "cofunding"
    EXCLUDES_GROUP = "excludes_group"
    MATCHES = "matches"
    UNSPLITTABLE = "unsplittable"
    BUNDLE = "bundle"
    CEILING = "ceiling"


class UnusedReason(StrEnum):
    """Why stock or money of an offer is left over."""

    NOTHING_ADMISSIBLE = "nothing_admissible"
    ALL_REACHABLE_NEEDS_MET = "all_reachable_needs_met"
    LIMITS = "limits"
    NOT_FINISHED = "not_finished"
    REMAINDER = "remainder"
    RESERVE = "reserve"
    LOT_NOT_REACHED = "lot_not_reached"
    RULES = "rules"
    NOT_WANTED = "not_wanted"


ENUMERATIONS: Final[dict[str, tuple[str, ...]]] = {
    enumeration.__name__: tuple(member.value for member in enumeration)
    for enumeration in (
        Sex, ItemSex, Household, Zone, UnitLevel, Circumstance, SiteKind, Modality, Tier, Fit,
        DonorKind, Channel, FundLevel, Payer, EarmarkField, FloorGroup, Reason, UnusedReason,
    )
}  # fmt: skip
"""Name of each enumeration → its values, in the order of their codes."""


def code_of(member: StrEnum) -> int:
    """Return the column code of an enumeration member, its position in declaration order."""
    return list(type(member)).index(member)
