"""What a letter is by the word that stands on it: how urgent, and which deadline runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.understand.spelling import spelling_key

Urgency = Literal["now", "soon", "calm"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of letter."""

    sender: Literal["court", "office", "landlord", "employer", "firm"]
    urgency: Urgency
    """now: today; soon: this week; calm: read and keep."""
    card: str
    """Catalogue id of the card that tells what to do."""
    term: str | None = None
    """The German word whose gloss stands in `_terms.yml`."""
    deadline: str | None = None
    """The first answer of the check `until_when`, as `step:value`."""


LETTERS = {
    "payment_order": Letter("court", "now", "fraud/debt_collection", "Mahnbescheid", "letter:payment_order"),
    "enforcement_order": Letter("court", "now", "fraud/debt_collection", "Vollstreckungsbescheid", "letter:enforcement_order"),
    "penal_order": Letter("court", "now", "authorities/fine", "Strafbefehl", "letter:penal_order"),
    "eviction_claim": Letter("court", "now", "tenancy/eviction", "Räumungsklage", "flat:eviction_claim"),
    "bailiff": Letter("court", "now", "tenancy/eviction", "Gerichtsvollzieher"),
    "decision": Letter("office", "soon", "authorities/letter", "Bescheid", "letter:decision"),
    "hearing": Letter("office", "soon", "authorities/letter", "Anhörung"),
    "papers": Letter("office", "soon", "authorities/letter"),
    "invitation": Letter("office", "soon", "authorities/jobcenter"),
    "fine": Letter("office", "now", "authorities/fine", "Bußgeldbescheid", "letter:fine"),
    "landlord_notice": Letter("landlord", "now", "tenancy/notice_landlord", "Kündigung", "flat:landlord_notice"),
    "rent_increase": Letter("landlord", "soon", "tenancy/rent_increase", None, "flat:rent_increase"),
    "utility_bill": Letter("landlord", "soon", "tenancy/utilities", "Nebenkostenabrechnung", "flat:utility_bill"),
    "dismissal": Letter("employer", "now", "work/rights", "Kündigung", "job:dismissal"),
    "termination_agreement": Letter("employer", "now", "work/rights", "Aufhebungsvertrag"),
    "reminder": Letter("firm", "soon", "fraud/debt_collection", "Mahnung"),
    "collector": Letter("firm", "soon", "fraud/debt_collection", "Inkasso"),
    "broadcast_fee": Letter("firm", "calm", "authorities/broadcast_fee", "Rundfunkbeitrag"),
}
"""Every kind of letter that is known; anything else goes to a person."""

_WORDS = {
    "payment_order": "mahnbescheid",
    "enforcement_order": "vollstreckungsbescheid",
    "penal_order": "strafbefehl",
    "eviction_claim": "räumungsklage",
    "bailiff": "gerichtsvollzieher räumungstermin zwangsräumung",
    "hearing": "anhörung anhörungsbogen",
    "papers": "mitwirkung aufforderung",
    "invitation": "einladung meldeaufforderung",
    "fine": "bußgeldbescheid bussgeld bußgeld",
    "rent_increase": "mieterhöhung mieterhöhungsverlangen",
    "utility_bill": "nebenkostenabrechnung betriebskostenabrechnung heizkostenabrechnung",
    "termination_agreement": "aufhebungsvertrag",
    "reminder": "mahnung zahlungserinnerung",
    "collector": "inkasso",
    "broadcast_fee": "rundfunkbeitrag beitragsservice",
    "decision": "bescheid bewilligungsbescheid ablehnungsbescheid aufhebungsbescheid erstattungsbescheid rechtsbehelfsbelehrung",
}
_KIND_OF = {spelling_key(word): kind for kind, words in _WORDS.items() for word in words.split()}


def kind_of(text: str) -> str | None:
    """Return the kind of a letter from German words that somebody copied from it, in any spelling; None if none or several.

    `Kündigung` alone is none: it can come from a landlord, an employer or a firm.
    """
    found = {_KIND_OF[key] for key in spelling_key(text).split() if key in _KIND_OF}
    if len(found) > 1:
        found.discard("decision")  # most letters of an office are called so, too
    return found.pop() if len(found) == 1 else None
