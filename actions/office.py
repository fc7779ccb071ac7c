"""Which office, where? By what is needed and by place: the KI, and what kind of office for what, with what to bring."""

from __future__ import annotations

from actions.check import UNKNOWN, Answers, Check, Outcome, Step
from actions.rules.figures import checked_on
from actions.rules.offices import OFFICES
from actions.voice import Voice

_KI = "ki"

STEPS = (
    Step("need", "choice", (*OFFICES, _KI)),
    Step(
        "town",
        "place",
        needed=lambda answers: answers["need"] in (_KI, UNKNOWN) or OFFICES[answers["need"]].of_town,
    ),
)


def outcome(answers: Answers, voice: Voice) -> Outcome:
    """Return who is to be looked for, how to find them, and what to bring."""
    need, town = answers["need"], answers.get("town", UNKNOWN)
    if need in (_KI, UNKNOWN):
        card = "authorities/letter"
        lines = [voice.centre(town) if town != UNKNOWN else voice.say("no_town")]
        return Outcome("\n\n".join(lines), (), card)
    office = OFFICES[need]
    lines = [voice.contact(office.contact)]
    if office.of_town:
        phone = voice.phone("authorities_line")
        if town != UNKNOWN:
            lines.append(voice.say("in_town", town=voice.town(town), phone=phone))
        else:
            lines.append(voice.say("anywhere", phone=phone))
    if bring := voice.list_part(office.card, "bring"):
        lines.append(bring)
    lines.append(voice.footer([], checked_on(office.card)))
    return Outcome("\n\n".join(lines), (voice.card_button(office.card),), office.card)


CHECK = Check("office", "authorities/letter", STEPS, outcome)
