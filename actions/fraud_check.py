"""Is this a fraud? A message is looked at once; if it does not say enough, up to four questions follow.

What is kept of the message are the names of the signs that were found in it. Its words are shown once, in the answer, and fade
when that has arrived (`Outcome.fades`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from actions.check import UNKNOWN, Answers, Check, Outcome, Step
from actions.rules.fraud.excerpt import excerpt
from actions.rules.fraud.signs import Finding, Sign, find_concepts, find_signs, load_kinds, load_signs, signs_as_of
from actions.rules.fraud.spans import Span
from actions.rules.fraud.verdict import Judgement, Verdict, judge
from actions.voice import Voice

_MOST_REASONS = 3
_FEWEST_WORDS = 4
"""A text of fewer words says nothing by having no sign in it."""
_NO_SIGN = "-"
_FLAT = "flat"
_QUESTIONS = ("seen", "contact", "pay_before", "secret", "hurry")
_LANGUAGE_ADVICE = {
    "faire_mobilitaet": {
        "ro": ["faire_mobilitaet_ro"],
        "bg": ["faire_mobilitaet_bg"],
        "rom": ["faire_mobilitaet_ro", "faire_mobilitaet_bg"],
    }
}
"""Advice in the person's own language, where there is some."""


def read_text(text: str) -> str | None:
    """Return the names of the signs in a text, `-` without any; None if it is too short to be a message.

    Args:
        text: as the door lets it in.
    """
    found = [finding.sign.id for finding in find_signs(text, dt.date.today())]
    if not found and len(text.split()) < _FEWEST_WORDS:
        return None
    return "+".join(found) or _NO_SIGN


def signs_of(kept: str) -> list[Sign]:
    """Return the signs that were kept of a text; those that no longer exist are left out."""
    known = load_signs()
    return [known[name] for name in kept.split("+") if name in known]


def judged(answers: Answers) -> Judgement:
    """Return the judgement of the text and of what has been answered so far."""
    said = {question: answers[question] for question in _QUESTIONS if question in answers}
    return judge(signs_of(answers.get("text", _NO_SIGN)), said)


def unsure(answers: Answers) -> bool:
    """Whether a question is needed: the text is neither clearly a fraud nor clearly something harmless."""
    judgement = judged(answers)
    harmless = judgement.verdict is Verdict.NONE and judgement.harmless
    return judgement.verdict is not Verdict.LIKELY and not (harmless and not answers.keys() & set(_QUESTIONS))


def about_a_flat(answers: Answers) -> bool:
    """Whether the question is needed that only flats have."""
    return unsure(answers) and judge(signs_of(answers.get("text", _NO_SIGN))).kind == _FLAT


def about_something_else(answers: Answers) -> bool:
    """Whether the question is needed that flats do not have."""
    return unsure(answers) and not about_a_flat(answers)


def outcome(answers: Answers, voice: Voice) -> Outcome:
    """Say how the message is judged, why, what to do now and who helps."""
    judgement = judged(answers)
    verdict = judgement.verdict
    kind = load_kinds().get(judgement.kind or "") if verdict is not Verdict.NONE else None
    card = kind.card if kind else CHECK.card
    advice = [voice.say("do"), voice.say(f"do_{verdict}")]
    if kind:
        advice.append(voice.say(f"do_{judgement.kind}"))
    helpers = [voice.contact(key) for key in _helpers(kind.who, voice.language)] if kind else []
    after = [
        "\n".join(advice),
        *(["\n".join([voice.say("who"), *helpers])] if helpers else []),
        *([voice.say("paid", phone=voice.phone("card_block"))] if verdict is not Verdict.NONE else []),
        f"{voice.say('not_kept')}\n{voice.footer([], signs_as_of())}",
    ]
    shown, faded = _reasons(judgement, voice, _signs_in_answers(answers))
    return Outcome(
        text="\n\n".join([voice.say(verdict), *shown, *after]),
        buttons=(voice.card_button(card),),
        card=card,
        fades="\n\n".join([voice.say(verdict), *faded, *after]) if shown != faded else None,
    )


def above_first_question(answers: Answers, voice: Voice) -> tuple[str, str] | None:
    """Return what was found in the text, to stand above the first question: as it is shown, and as it is kept."""
    if "text" not in answers or answers["text"] == UNKNOWN or answers.keys() & set(_QUESTIONS):
        return None
    judgement = judged(answers)
    shown, faded = _reasons(judgement, voice, [])
    intro = [voice.say(Verdict.CAREFUL)] if judgement.reasons else []
    last = voice.say("not_enough")
    return "\n\n".join([*intro, *shown, last]), "\n\n".join([*intro, *faded, last])


def _signs_in_answers(answers: Answers) -> list[Sign]:
    """Return the signs that the person has told us; they have been weighed as answers already."""
    told = []
    if answers.get("pay_before") == "agree" and answers.get("seen") == "refuse":
        told.append("pay_before_viewing")
    if answers.get("secret") == "agree":
        told.append("asks_for_secrets")
    if answers.get("hurry") == "agree":
        told.append("time_pressure")
    return [load_signs()[name] for name in told]


def _reasons(judgement: Judgement, voice: Voice, told: Sequence[Sign]) -> tuple[list[str], list[str]]:
    """Return the strongest signs, with their words in the message, and the same without the words."""
    reasons = list(dict.fromkeys(sign.id for sign in (*told, *judgement.reasons)))[:_MOST_REASONS]
    if not reasons or judgement.verdict is Verdict.NONE:
        return [], []
    plain = [f"• {voice.say(f'sign_{reason}')}" for reason in reasons]
    heading = voice.say("found")
    if not voice.words:
        return ["\n".join([heading, *plain])], ["\n".join([heading, *plain])]
    words = _words_of(voice.words, find_signs(voice.words, voice.day), voice.day)
    lines = [
        f"{line} {voice.say('says', words=words[reason])}" if reason in words else line
        for line, reason in zip(plain, reasons, strict=True)
    ]
    return ["\n".join([heading, *lines])], ["\n".join([heading, *plain, voice.say("words_gone")])]


def _words_of(text: str, findings: Sequence[Finding], day: dt.date) -> dict[str, str]:
    """Return for each sign the words in which it shows; words that were shown already are not repeated."""
    concepts = find_concepts(text, day)
    addresses = [span for name in ("link", "known_link", "mail", "known_mail") for span in concepts.get(name, ())]
    seen: set[tuple[Span, ...]] = set()
    shown: dict[str, str] = {}
    for finding in findings:
        if finding.words not in seen:
            seen.add(finding.words)
            shown[finding.sign.id] = excerpt(text, finding.words, addresses, concepts.get("phone", ()))
    return shown


def _helpers(keys: Sequence[str], language: str) -> list[str]:
    return [
        other for key in keys for other in _LANGUAGE_ADVICE.get(key, {}).get(language, [] if key in _LANGUAGE_ADVICE else [key])
    ]


CHECK = Check(
    name="fraud_check",
    card="fraud/check",
    private=True,
    steps=(
        Step("text", "text", read=read_text, erase=True),
        Step("seen", "choice", ("agree", "refuse"), needed=about_a_flat, above=above_first_question),
        Step("contact", "choice", ("they", "me"), needed=unsure, above=above_first_question),
        Step("pay_before", "choice", ("agree", "refuse"), needed=unsure),
        Step("secret", "choice", ("agree", "refuse"), needed=unsure),
        Step("hurry", "choice", ("agree", "refuse"), needed=about_something_else),
    ),
    outcome=outcome,
)
