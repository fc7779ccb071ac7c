"""Which office is for what: whom to look for, and the card that tells what to bring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of office."""

    contact: str
    """Key in `knowledge/contacts.yml`."""
    card: str
    """Catalogue id of the card whose papers are needed there most often."""
    of_town: bool
    """Whether each town or district has its own, so that the number of all authorities finds it."""


OFFICES = {
    "registration": Office("citizens_office", "authorities/registration", True),
    "youth_office": Office("youth_office", "childcare/documents", True),
    "jobcenter": Office("jobcenter", "authorities/jobcenter", True),
    "employment_agency": Office("employment_agency", "work/unemployment", False),
    "health_insurer": Office("health_insurers_list", "health/join", False),
    "family_benefits": Office("family_benefits_office", "authorities/child_benefit", False),
    "registry": Office("registry_office", "authorities/birth", True),
    "consumer_centre": Office("consumer_centre", "fraud/contract", False),
    "debt_advice": Office("debt_advice", "authorities/debts", True),
}
"""By what a person calls it; the KI has its own answer, because its address is known."""
