"""Until when? The last day to act, from the day on which something happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from actions.check import UNKNOWN, Answers, Check, Outcome, Step, when
from actions.rules import deadlines
from actions.rules.deadlines import RULES, Deadline
from actions.rules.figures import checked_on, whole
from actions.rules.letters import LETTERS, kind_of
from actions.voice import Voice

_TOPICS = ("flat", "letter", "job", "family", "sold")
_LETTERS = (
    "rent_increase",
    "utility_bill",
    "eviction_claim",
    "decision",
    "payment_order",
    "enforcement_order",
    "fine",
    "penal_order",
)
_NOT_ON_PAPER, _AT_ONCE = "message", "at_once"
_YEARS = {"short": 0, "middle": 5, "long": 8}
_SECOND_SPANS = {
    "payment_order": ("fraud:debt_collection.einspruch_weeks", "week"),
    "fine": ("authorities:fine.missed_weeks", "week"),
    "penal_order": ("authorities:fine.missed_weeks", "week"),
    "decision": ("authorities:letter.no_info_years", "year"),
    "wages": ("fraud:unpaid_wages.lapse_months", "month"),
}
"""What is left, or holds elsewhere, after the first period has run out."""


def subject(answers: Answers) -> str | None:
    """Return what the deadline is about: a key of `RULES`, `landlord_notice`, `own_notice`, `rent_increase`, `shop` or None."""
    if sold := answers.get("sold"):
        return {"shop": "shop"}.get(sold, "withdrawal")
    chosen = [answers[topic] for topic in _TOPICS if topic in answers]
    return chosen[0] if chosen and chosen[0] != UNKNOWN else None


def _about(*subjects: str) -> Callable[[Answers], bool]:
    return lambda answers: subject(answers) in subjects


def _on_paper(answers: Answers) -> bool:
    return answers.get("form") != _NOT_ON_PAPER


def _letter_came(answers: Answers) -> bool:
    about = subject(answers)
    if about == "landlord_notice":
        return _on_paper(answers) and answers.get("how") != _AT_ONCE
    if about == "dismissal":
        return _on_paper(answers)
    return about in _LETTERS


def _hears(text: str) -> Answers | None:
    """A word from a letter says at once what it is about."""
    kind = kind_of(text)
    deadline = LETTERS[kind].deadline if kind else None
    return dict([deadline.split(":")]) if deadline else None


STEPS = (
    Step(
        "area",
        "choice",
        ("flat", "letter", "job", "contract", "family"),
        needed=lambda answers: not any(topic in answers for topic in _TOPICS),
        unknown=False,
        hears=_hears,
    ),
    Step(
        "flat",
        "choice",
        ("landlord_notice", "own_notice", "rent_increase", "utility_bill", "eviction_claim"),
        needed=when("area", "flat"),
    ),
    Step(
        "letter",
        "choice",
        ("decision", "payment_order", "enforcement_order", "fine", "penal_order"),
        needed=when("area", "letter"),
    ),
    Step("job", "choice", ("dismissal", "wages"), needed=when("area", "job")),
    Step("family", "choice", ("registration", "birth"), needed=when("area", "family")),
    Step("sold", "choice", ("door", "distance", "shop"), needed=when("area", "contract")),
    Step("form", "choice", ("paper", "message"), needed=_about("landlord_notice", "dismissal")),
    Step(
        "how",
        "choice",
        ("with_period", "at_once"),
        needed=lambda answers: subject(answers) == "landlord_notice" and _on_paper(answers),
    ),
    Step(
        "years",
        "choice",
        tuple(_YEARS),
        needed=lambda answers: subject(answers) == "landlord_notice" and _letter_came(answers),
    ),
    Step("came", "day", needed=_letter_came),
    Step(
        "dated",
        "day",
        needed=lambda answers: subject(answers) == "decision" and answers.get("came") == UNKNOWN,
    ),
    Step("arrives", "day", needed=_about("own_notice"), tense="future"),
    Step("moved_in", "day", needed=_about("registration")),
    Step("born", "day", needed=_about("birth")),
    Step("due", "day", needed=_about("wages")),
    Step("signed", "day", needed=_about("withdrawal")),
)
_DAYS = ("came", "dated", "arrives", "moved_in", "born", "due", "signed")


def outcome(answers: Answers, voice: Voice) -> Outcome:
    """Return the last day to act, how it was counted, and what to do."""
    about = subject(answers)
    if about is None:
        return _end(voice, [voice.say("no_choice")], "authorities/letter", [])
    if about == "shop":
        return _end(voice, [voice.say("shop")], "fraud/contract", ["§ 312g BGB"])
    if not _on_paper(answers):
        return _spoken_notice(about, voice)
    if about == "landlord_notice" and answers.get("how") == _AT_ONCE:
        months, law = whole("tenancy:notice_landlord.grace_months", voice.day)
        text = voice.say("at_once", span=voice.span(months, "month"))
        return _end(voice, [text], "tenancy/eviction", ["§ 543 BGB", law, "§ 885 ZPO"])
    day = _day(answers)
    if day is None:
        return _without_day(about, voice)
    match about:
        case "landlord_notice":
            return _landlord_notice(day, answers, voice)
        case "own_notice":
            return _own_notice(day, voice)
        case "rent_increase":
            return _rent_increase(day, voice)
        case _:
            return _counted(about, day, answers, voice)


def _day(answers: Answers) -> dt.date | None:
    """Return the day from which is counted; for a letter whose arrival nobody knows, by its own date."""
    known = [(name, answers[name]) for name in _DAYS if answers.get(name, UNKNOWN) != UNKNOWN]
    if not known:
        return None
    name, value = known[0]
    day = dt.date.fromisoformat(value)
    return deadlines.received(day, day) if name == "dated" else day


def _counted(about: str, start: dt.date, answers: Answers, voice: Voice) -> Outcome:
    found = deadlines.deadline(about, start)
    lines = [*_last_day(found.last, voice), _what_to_do(about, found, voice)]
    laws = [found.law]
    if about == "decision" and answers.get("came") == UNKNOWN:
        days, law = whole("authorities:letter.post_days", start)
        lines.append(voice.say("received", span=voice.span(days, "day"), date=voice.date(start)))
        laws.append(law)
    if about == "dismissal":
        report = deadlines.deadline("jobseeker", start)
        phone = voice.phone("employment_agency")
        lines.append(voice.say("do.jobseeker", date=voice.long_date(max(report.last, voice.day)), phone=phone))
        laws.append(report.law)
    if about == "wages":
        lines.append(voice.say("minimum_wage", date=voice.date(deadlines.minimum_wage_lapses(start))))
        laws.append("§ 3 MiLoG")
    lines.append(_working(found, voice))
    return _end(voice, lines, found.card, laws, ("contract" if about == "withdrawal" else about, found.last))


def _what_to_do(about: str, found: Deadline, voice: Voice) -> str:
    late = found.is_past(voice.day)
    values: dict[str, object] = {}
    if second := _SECOND_SPANS.get(about):
        count, _ = whole(second[0], voice.day)
        values["span"] = voice.span(count, second[1])
    if about == "withdrawal" and late:
        values["date"] = voice.date(deadlines.late_withdrawal(found.start))
    return voice.say(f"late.{about}" if late else f"do.{about}", **values)


def _last_day(last: dt.date, voice: Voice) -> list[str]:
    line = voice.say("last_day", date=voice.long_date(last))
    left = (last - voice.day).days
    if left < 0:
        return [line, voice.say("past")]
    more = voice.say("left_zero") if left == 0 else voice.say("left_one") if left == 1 else None
    return [f"{line} {more or voice.say('left_more', span=voice.span(left, 'day'))}"]


def _working(found: Deadline, voice: Voice) -> str:
    span = voice.span(found.period.count, found.period.unit)
    line = voice.say("working", start=voice.date(found.start), span=span, end=voice.date(found.counted))
    return f"{line} {voice.say('moved', date=voice.date(found.last))}" if found.moved else line


def _landlord_notice(arrived: dt.date, answers: Answers, voice: Voice) -> Outcome:
    years = _YEARS.get(answers.get("years", UNKNOWN))
    found = deadlines.notice_by_landlord(arrived, years)
    lines = [voice.say("lease_end", date=voice.date(found.end), span=voice.span(found.months, "month"))]
    if found.later_end != found.end:
        lines.append(voice.say("lease_end_later", date=voice.date(found.later_end)))
    if years is None:
        first, _ = whole("tenancy:notice_landlord.years_mid", arrived)
        lines.append(voice.say("years_unknown", years=first))
    assert found.object_by is not None
    key = "objection" if voice.day <= found.object_by else "objection_past"
    lines += [voice.say(key, date=voice.long_date(found.object_by)), voice.say("stay")]
    save = ("landlord_notice", found.object_by)
    return _end(voice, lines, "tenancy/notice_landlord", [*found.laws, "§ 885 ZPO"], save)


def _own_notice(arrives: dt.date, voice: Voice) -> Outcome:
    found = deadlines.notice_by_tenant(arrives)
    lines = [
        voice.say("own_end", date=voice.date(found.end)),
        voice.say("own_arrive", date=voice.long_date(found.arrive_by)),
        voice.say("own_paper"),
    ]
    return _end(voice, lines, "tenancy/notice_tenant", found.laws, ("own_notice", found.arrive_by))


def _rent_increase(arrived: dt.date, voice: Voice) -> Outcome:
    found = deadlines.rent_increase(arrived)
    until = voice.date(found.think_until)
    lines = [
        voice.say("rent_think", date=until),
        voice.say("rent_from", date=voice.date(found.new_rent_from), until=until),
    ]
    return _end(voice, lines, "tenancy/rent_increase", found.laws, ("rent_increase", found.think_until))


def _spoken_notice(about: str, voice: Voice) -> Outcome:
    job = about == "dismissal"
    lines = [voice.say("not_on_paper")]
    if job:
        report = deadlines.deadline("jobseeker", voice.day)
        phone = voice.phone("employment_agency")
        lines += [
            voice.say("not_on_paper_job"),
            voice.say("do.jobseeker", date=voice.long_date(max(report.last, voice.day)), phone=phone),
        ]
    return _end(voice, lines, "work/rights" if job else "tenancy/notice_landlord", ["§ 623 BGB" if job else "§ 568 BGB"])


def _without_day(about: str, voice: Voice) -> Outcome:
    """Say how long the period is: somebody who does not know the day should act at once."""
    if about in RULES:
        rule = RULES[about]
        count, law = whole(rule.figure, voice.day)
        text, card = voice.say("no_day", span=voice.span(count, rule.unit)), rule.card
    else:
        figure = {
            "landlord_notice": "tenancy:notice_landlord.period",
            "own_notice": "tenancy:notice_tenant.period",
            "rent_increase": "tenancy:rent_increase.think_months",
        }[about]
        count, law = whole(figure, voice.day)
        card = f"tenancy/{figure.split(':')[1].split('.')[0]}"
        text = voice.say("no_day", span=voice.span(count, "month"))
    return _end(voice, [text], card, [law])


def _end(voice: Voice, lines: Sequence[str], card: str, laws: Sequence[str], save: tuple[str, dt.date] | None = None) -> Outcome:
    """Close an outcome; `save` is what it is about and the day that is worth a place in a calendar."""
    saved = voice.calendar_button(*save) if save else []
    buttons = (*saved, voice.card_button(card, "steps"), voice.card_button(card))
    return Outcome("\n\n".join([*lines, voice.footer(laws, checked_on(card))]), buttons, card)


CHECK = Check("until_when", "authorities/letter", STEPS, outcome)
