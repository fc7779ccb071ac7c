"""Which way of being insured against illness fits, from a few answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Doing = Literal["job", "minijob", "own_business", "jobcenter", "unemployed", "student", "seeking", "nothing", "unknown"]
Way = Literal["job", "jobcenter", "unemployed", "family", "own_business", "catch_all", "student", "home_card", "none", "unclear"]


@dataclass(frozen=True, slots=True)
class Cover:
    """A way of being insured."""

    way: Way
    card: str
    """Catalogue id of the card that tells what to do and which papers to bring."""
    laws: tuple[str, ...]


COVERS: dict[Way, Cover] = {
    "job": Cover("job", "health/join", ("§ 5 (1) Nr. 1 SGB V", "§ 186 (1) SGB V")),
    "jobcenter": Cover("jobcenter", "health/join", ("§ 5 (1) Nr. 2a SGB V",)),
    "unemployed": Cover("unemployed", "health/join", ("§ 5 (1) Nr. 2 SGB V",)),
    "family": Cover("family", "health/family", ("§ 10 SGB V",)),
    "own_business": Cover("own_business", "health/join", ("§ 5 (5) SGB V", "§ 9 SGB V", "§ 193 (3) VVG")),
    "catch_all": Cover("catch_all", "health/obligation", ("§ 5 (1) Nr. 13 SGB V", "§ 186 (11) SGB V")),
    "student": Cover("student", "health/obligation", ("§ 5 SGB V",)),
    "home_card": Cover("home_card", "health/ehic", ("Art. 19 Verordnung (EG) 883/2004",)),
    "none": Cover("none", "health/uninsured", ("§ 23 (3) SGB XII",)),
    "unclear": Cover("unclear", "health/uninsured", ("§ 5 SGB V",)),
}


def cover(doing: Doing, family: bool | None, home: bool | None) -> Cover:
    """Return the way of being insured that fits.

    Args:
        doing: what the person lives on. `job` is more than a Minijob.
        family: whether husband, wife or, for a young person, a parent is in a Krankenkasse; None if not known.
        home: whether the person is insured in Romania or Bulgaria now and has not moved the home yet; None if not known.
    """
    if doing in ("job", "jobcenter", "unemployed"):
        return COVERS[doing]
    if doing == "own_business":  # whoever is mainly self-employed is not in the family insurance: § 10 (1) SGB V
        return COVERS["own_business"]
    if family:
        return COVERS["family"]
    if home:
        return COVERS["home_card"]
    match doing:
        case "minijob" | "seeking":
            return COVERS["catch_all"]
        case "student":
            return COVERS["student"]
        case "nothing" if family is False and home is False:
            return COVERS["none"]
    return COVERS["unclear"]
