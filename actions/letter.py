"""A letter: what kind it is by the words on it, how urgent, until when, and what to do."""

from __future__ import annotations

from actions.check import UNKNOWN, Answers, Check, Outcome, Step, when
from actions.rules.deadlines import RULES
from actions.rules.figures import checked_on, whole
from actions.rules.letters import LETTERS, kind_of
from actions.voice import Voice

_SENDERS = ("court", "office", "landlord", "employer", "firm")


def _kinds(sender: str) -> tuple[str, ...]:
    return tuple(name for name, letter in LETTERS.items() if letter.sender == sender)


def _hears(text: str) -> Answers | None:
    kind = kind_of(text)
    return {LETTERS[kind].sender: kind} if kind else None


STEPS = (
    Step(
        "sender",
        "choice",
        _SENDERS,
        needed=lambda answers: not any(sender in answers for sender in _SENDERS),
        hears=_hears,
    ),
    *(Step(sender, "choice", _kinds(sender), needed=when("sender", sender), hears=_hears) for sender in _SENDERS),
)


def outcome(answers: Answers, voice: Voice) -> Outcome:
    """Return what the letter is and what to do now; what is not known goes to a person."""
    kinds = [answers[sender] for sender in _SENDERS if answers.get(sender, UNKNOWN) != UNKNOWN]
    if not kinds:
        card = "authorities/letter"
        lines = [voice.say("not_known"), voice.card_part(card, "steps"), voice.footer([], checked_on(card))]
        return Outcome("\n\n".join(lines), (voice.card_button(card),), card)
    letter = LETTERS[kinds[0]]
    laws = []
    lines = [voice.say(letter.urgency), voice.term(letter.term) if letter.term else voice.say(f"about.{kinds[0]}")]
    buttons = [voice.card_button(letter.card)]
    if letter.deadline:
        rule = RULES.get(letter.deadline.split(":")[1])
        if rule:
            count, law = whole(rule.figure, voice.day)
            lines.append(voice.say("time", span=voice.span(count, rule.unit)))
            laws.append(law)
        buttons.insert(0, voice.check_button("until_when", *letter.deadline.split(":")))
    if letter.sender == "firm":
        lines.append(voice.say("genuine"))
        buttons.append(voice.card_button("fraud/check"))
    lines += [voice.card_part(letter.card, "steps"), voice.footer(laws, checked_on(letter.card))]
    return Outcome("\n\n".join(lines), tuple(buttons), letter.card)


CHECK = Check("letter", "authorities/letter", STEPS, outcome)
