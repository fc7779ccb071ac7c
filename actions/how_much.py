"""How much may they ask, or must I pay? Two or three numbers in; allowed or not out, with the sum."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from actions.check import UNKNOWN, Answers, Check, Outcome, Step, when
from actions.rules import amounts
from actions.rules.amounts import Limit
from actions.rules.figures import checked_on, whole
from actions.voice import Voice

_YEARS = {"trial": 0, "under_two": 0, "two": 2, "five": 5, "eight": 8, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20}
_ONE = Decimal(1)

STEPS = (
    Step(
        "what",
        "choice",
        ("deposit", "rent_increase", "utilities", "wage", "notice_pay", "late_fee", "childcare", "copay"),
        unknown=False,
    ),
    Step("cold_rent", "number", needed=when("what", "deposit"), least=_ONE),
    Step("deposit_asked", "number", needed=when("what", "deposit"), least=_ONE),
    Step("waited", "choice", ("under_year", "over_year"), needed=when("what", "rent_increase")),
    Step("base_rent", "number", needed=when("what", "rent_increase"), least=_ONE),
    Step("new_rent", "number", needed=when("what", "rent_increase"), least=_ONE),
    Step("town", "place", needed=when("what", "rent_increase")),
    Step("year_end", "day", needed=when("what", "utilities")),
    Step("bill_came", "day", needed=when("what", "utilities")),
    Step("hours", "number", needed=when("what", "wage"), least=_ONE, most=Decimal(744)),
    Step("paid", "number", needed=when("what", "wage")),
    Step("job_years", "choice", tuple(_YEARS), needed=when("what", "notice_pay")),
    Step(
        "monthly_wage",
        "number",
        needed=lambda answers: answers.get("what") == "notice_pay" and _YEARS.get(answers.get("job_years", ""), 0) > 0,
        least=_ONE,
    ),
    Step("fee_of", "choice", ("insurer", "collector"), needed=when("what", "late_fee")),
    Step("debt", "number", needed=when("fee_of", "insurer"), least=_ONE),
    Step("debt_months", "number", needed=when("fee_of", "insurer"), least=_ONE, most=Decimal(600)),
    Step("benefits", "choice", ("agree", "refuse"), needed=when("what", "childcare")),
    Step("child_born", "day", needed=when("benefits", "refuse", UNKNOWN)),
    Step("basic_support", "choice", ("agree", "refuse"), needed=when("what", "copay")),
    Step("chronic", "choice", ("agree", "refuse"), needed=when("what", "copay")),
    Step("income", "number", needed=when("basic_support", "refuse", UNKNOWN)),
    Step("partner", "choice", ("agree", "refuse"), needed=when("basic_support", "refuse", UNKNOWN), unknown=False),
    Step("children", "number", needed=when("basic_support", "refuse", UNKNOWN), most=Decimal(20), unknown=False),
)

_CARDS = {
    "deposit": "tenancy/deposit",
    "rent_increase": "tenancy/rent_increase",
    "utilities": "tenancy/utilities",
    "wage": "work/find_job",
    "notice_pay": "work/rights",
    "late_fee": "health/debt",
    "childcare": "childcare/cost",
    "copay": "health/copay",
}


def outcome(answers: Answers, voice: Voice) -> Outcome:
    """Return whether it is allowed, or how much it is, with the sum shown."""
    what = answers["what"]
    card = "fraud/debt_collection" if answers.get("fee_of") == "collector" else _CARDS[what]
    found = _FOUND[what](answers, voice)
    lines, laws = found if found else ([voice.say("no_number"), voice.card_part(card)], ())
    text = "\n\n".join([*lines, voice.footer(laws, checked_on(card))])
    return Outcome(text, (voice.card_button(card, "steps"), voice.card_button(card)), card)


Found = tuple[list[str], tuple[str, ...]] | None
"""Lines and laws; None if a number is missing."""


def _number(answers: Answers, step: str) -> Decimal | None:
    value = answers.get(step, UNKNOWN)
    return None if value == UNKNOWN else Decimal(value)


def _date(answers: Answers, step: str) -> dt.date | None:
    value = answers.get(step, UNKNOWN)
    return None if value == UNKNOWN else dt.date.fromisoformat(value)


def _verdict(limit: Limit, voice: Voice) -> list[str]:
    if limit.asked is None or limit.allowed is None:
        return []
    if limit.allowed:
        return [voice.say("allowed", asked=voice.euro(limit.asked))]
    return [voice.say("too_much", asked=voice.euro(limit.asked), over=voice.euro(limit.asked - limit.most))]


def _deposit(answers: Answers, voice: Voice) -> Found:
    rent = _number(answers, "cold_rent")
    if rent is None:
        return None
    found = amounts.deposit(rent, _number(answers, "deposit_asked"), voice.day)
    lines = _verdict(found, voice)
    lines.append(voice.say("deposit_most", most=voice.euro(found.most), rents=found.rents, rent=voice.euro(rent)))
    lines.append(voice.say("deposit_parts", count=found.instalments, first=voice.euro(found.first_part)))
    return lines, found.laws


def _rent_increase(answers: Answers, voice: Voice) -> Found:
    base = _number(answers, "base_rent")
    if base is None:
        return None
    town = answers.get("town", UNKNOWN)
    found = amounts.rent_cap(base, _number(answers, "new_rent"), None if town == UNKNOWN else town, voice.day)
    lines = [voice.say("too_early")] if answers.get("waited") == "under_year" else []
    lines += _verdict(found, voice)
    values = {"years": found.years, "percent": found.percent, "base": voice.euro(base), "most": voice.euro(found.most)}
    lines.append(voice.say("cap_most", **values))
    if town == UNKNOWN:
        percent, _ = whole("tenancy:rent_increase.cap_tight", voice.day)
        lines.append(voice.say("cap_no_town", percent=percent))
    lines.append(voice.say("cap_local"))
    return lines, found.laws


def _utilities(answers: Answers, voice: Voice) -> Found:
    year_end, came = _date(answers, "year_end"), _date(answers, "bill_came")
    if year_end is None or came is None:
        return None
    found = amounts.utility_bill(year_end, came)
    key = {True: "bill_in_time", False: "bill_late", None: "bill_unclear"}[found.in_time]
    lines = [voice.say(key), voice.say("bill_working", date=voice.date(found.last_day), came=voice.date(came))]
    return lines, found.laws


def _wage(answers: Answers, voice: Voice) -> Found:
    hours, paid = _number(answers, "hours"), _number(answers, "paid")
    if hours is None or paid is None:
        return None
    found = amounts.wage(paid, hours, voice.day)
    missing = found.missing > 0
    lines = [voice.say("wage_missing", missing=voice.euro(found.missing)) if missing else voice.say("wage_fine")]
    values = {"paid": voice.euro(paid), "hours": voice.number(hours), "hourly": voice.euro(found.hourly)}
    lines.append(voice.say("wage_working", minimum=voice.euro(found.minimum), due=voice.euro(found.due), **values))
    lines.append(voice.say("wage_branches"))
    return lines, found.laws


def _notice_pay(answers: Answers, voice: Voice) -> Found:
    years = answers.get("job_years", UNKNOWN)
    if years == UNKNOWN:
        return None
    found = amounts.notice_period(_YEARS[years], years == "trial", _number(answers, "monthly_wage"), voice.day)
    lines = [voice.say("notice_span", span=voice.span(found.count, found.unit))]
    if found.pay is not None:
        lines.append(voice.say("notice_sum", pay=voice.euro(found.pay)))
    lines.append(voice.say("notice_other"))
    return lines, found.laws


def _late_fee(answers: Answers, voice: Voice) -> Found:
    if answers.get("fee_of") == "collector":
        return [voice.say("collector_fee"), voice.contact("consumer_centre")], ("§ 13e RDG",)
    debt, months = _number(answers, "debt"), _number(answers, "debt_months")
    if debt is None or months is None:
        return None
    found = amounts.health_late_fee(debt, int(months.to_integral_value(rounding="ROUND_CEILING")), voice.day)
    values = {"most": voice.euro(found.most), "percent": found.percent, "debt": voice.euro(debt)}
    return [voice.say("late_fee_most", **values), voice.say("late_fee_waived")], found.laws


def _childcare(answers: Answers, voice: Voice) -> Found:
    if answers.get("benefits") == "agree":
        return [voice.say("childcare_benefits"), voice.say("childcare_food")], ("§ 90 (4) SGB VIII",)
    born = _date(answers, "child_born")
    if born is None:
        return None
    found = amounts.free_childcare(born, voice.day)
    lines = [voice.say("childcare_free_now" if found.free else "childcare_free_later", date=voice.date(found.from_day))]
    if not found.free:
        lines.append(voice.say("childcare_income"))
    return [*lines, voice.say("childcare_food")], found.laws


def _copay(answers: Answers, voice: Voice) -> Found:
    support, chronic = answers.get("basic_support") == "agree", answers.get("chronic") == "agree"
    income = Decimal(0) if support else _number(answers, "income")
    if income is None:
        return None
    children = int(_number(answers, "children") or 0)
    found = amounts.copayment_limit(income, answers.get("partner") == "agree", children, chronic, support, voice.day)
    lines = [voice.say("copay_most", most=voice.euro(found.most), year=voice.day.year)]
    if found.income is not None:
        lines.append(voice.say("copay_working", percent=found.percent, income=voice.euro(found.income)))
    return [*lines, voice.say("copay_receipts")], found.laws


_FOUND = {
    "deposit": _deposit,
    "rent_increase": _rent_increase,
    "utilities": _utilities,
    "wage": _wage,
    "notice_pay": _notice_pay,
    "late_fee": _late_fee,
    "childcare": _childcare,
    "copay": _copay,
}

CHECK = Check("how_much", "tenancy/deposit", STEPS, outcome)
