"""Am I insured against illness, and how? A short tree to the one card and the papers that matter."""

from __future__ import annotations

from typing import cast

from actions.check import Answers, Check, Outcome, Step
from actions.rules.figures import checked_on
from actions.rules.insurance import Cover, Doing, cover
from actions.voice import Voice

_SURE = ("job", "jobcenter", "unemployed")
_FAMILY = ("minijob", "student", "seeking", "nothing", "unknown")


def _cover(answers: Answers) -> Cover:
    known = {"agree": True, "refuse": False}
    doing = cast(Doing, answers.get("doing", "unknown"))
    return cover(doing, known.get(answers.get("family", "")), known.get(answers.get("home", "")))


STEPS = (
    Step("doing", "choice", ("job", "minijob", "own_business", "jobcenter", "unemployed", "student", "seeking", "nothing")),
    Step("family", "choice", ("agree", "refuse"), needed=lambda answers: answers.get("doing") in _FAMILY),
    Step(
        "home",
        "choice",
        ("agree", "refuse"),
        needed=lambda answers: (
            answers.get("doing") in ("student", "seeking", "nothing", "unknown") and answers.get("family") != "agree"
        ),
    ),
    Step(
        "pregnant",
        "choice",
        ("agree", "refuse"),
        needed=lambda answers: _cover(answers).way not in (*_SURE, "family"),
    ),
)


def outcome(answers: Answers, voice: Voice) -> Outcome:
    """Return the way of being insured that fits, and the papers for it."""
    found = _cover(answers)
    lines = [voice.say(f"way.{found.way}")]
    buttons = [voice.card_button(found.card), voice.card_button(found.card, "steps")]
    if answers.get("pregnant") == "agree":
        lines.append(voice.say("pregnant_now"))
        buttons.append(voice.card_button("health/pregnancy"))
    if bring := voice.list_part(found.card, "bring"):
        lines.append(bring)
    lines += [voice.say("emergency"), voice.footer(found.laws, checked_on(found.card))]
    return Outcome("\n\n".join(lines), tuple(buttons), found.card)


CHECK = Check("insurance", "health/obligation", STEPS, outcome)
