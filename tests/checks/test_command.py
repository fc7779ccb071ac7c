"""The report, and the command `check`."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import pytest

from bot.checks import romani
from bot.checks.content import read_content
from bot.checks.findings import Finding, error, report, warning
from bot.commands import check
from bot.settings import KNOWLEDGE, LOCALES, ROOT
from tests.checks.contents import told


def options(*arguments: str) -> argparse.Namespace:
    """Parse the arguments of the command."""
    parser = argparse.ArgumentParser()
    check.add_arguments(parser)
    return parser.parse_args(arguments)


def test_the_report_is_grouped_by_file_with_errors_first() -> None:
    # given findings in two files, one of them twice
    findings = [warning("b.yml:x", "Look."), error("b.yml:y", "Wrong."), error("a.yml", "Missing."), error("a.yml", "Missing.")]
    # when they are reported
    lines = list(report(findings))
    # then each file stands once, and the last line counts
    assert lines == [
        "a.yml",
        "  error    Missing.",
        "\nb.yml",
        "  error    y: Wrong.",
        "  warning  x: Look.",
        "\n2 errors, 1 warning",
    ]


def test_a_report_of_nothing_says_so() -> None:
    # given no findings, when they are reported, then the count is left
    assert list(report([])) == ["0 errors, 0 warnings"]


@pytest.mark.parametrize(("finding", "status"), [(error("a.yml", "Wrong."), 1), (warning("a.yml", "Look."), 0)])
def test_only_errors_change_the_exit_status(
    finding: Finding, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # given one finding
    monkeypatch.setattr(check, "check_all", lambda day: iter([finding]))
    # when the command runs, then the status says whether there are errors, and the finding is printed
    assert check.run(options()) == status
    assert finding.what in capsys.readouterr().out


def test_the_day_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a day in the options
    days: list[dt.date] = []

    def check_all(day: dt.date) -> list[Finding]:
        days.append(day)
        return []

    monkeypatch.setattr(check, "check_all", check_all)
    # when the command runs, then the contents are checked as on that day
    check.run(options("--day", "2027-01-31"))
    assert days == [dt.date(2027, 1, 31)]


def test_intents_are_read_with_and_without_options(tmp_path: Path) -> None:
    # given a domain with both ways to write an intent
    path = tmp_path / "domain.yml"
    path.write_text("intents:\n- greet\n- urgent_poisoning: {use_entities: false}\n", encoding="utf-8")
    # when it is read, then both are known
    assert check.read_intents(path) == (frozenset({"greet", "urgent_poisoning"}), [])


def test_romani_words_are_not_rebuilt_without_their_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # given a folder without word lists, when the list is to be rebuilt, then nothing is written and the reason is told
    before = (ROOT / romani.WORDS_FILE).read_bytes()
    assert check.run(options("--romani-words", "--from", str(tmp_path))) == 2
    assert check.run(options("--romani-words")) == 2
    assert "glossary.yml" in capsys.readouterr().out
    assert (ROOT / romani.WORDS_FILE).read_bytes() == before


def test_the_contents_of_the_project_have_no_errors() -> None:
    # given the contents as they stand today
    content, unreadable = read_content(KNOWLEDGE, LOCALES)
    intents, _ = check.read_intents(ROOT / "domain.yml")
    # when they are checked by all rules for knowledge and locales, then there is no error
    findings = [*unreadable, *check.check_content(content, intents, dt.date(2026, 11, 22))]
    assert [finding for finding in findings if finding.severity == "error"] == []


def test_all_rules_are_applied_to_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a project in which every file has a mistake
    files = {
        "domain.yml": "intents: [tenancy_deposit, urgent_poisoning]\nintents: [tenancy_deposit, urgent_poisoning]\n",
        "knowledge/catalogue.yml": "questions: []\n",
        "knowledge/contacts.yml": "police: {name: Polizei}\n",
        "knowledge/tenancy.yml": "figures:\n  deposit.rents: {unit: parsec}\n",
        "knowledge/romani/words.txt": "kher\n",
        "locales/languages.yml": "de: {}\nrom: {}\n",
        "locales/de/_ui.yml": "button: {menu: }\n",
        "locales/de/tenancy.yml": "cards:\n  deposit: {title: Kaution}\n",
        "locales/rom/tenancy.yml": "cards:\n  deposit: {title: Kherr}\n",
        "data/nlu/de/tenancy.yml": "nlu:\n- {intent: nothing, metadata: {lang: de, style: short}, examples: '- wo'}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(check, "ROOT", tmp_path)
    for setting, folder in {
        "KNOWLEDGE": "knowledge",
        "LOCALES": "locales",
        "SAYINGS": "data/nlu",
        "VECTORS": "data/vectors",
    }.items():
        monkeypatch.setattr(check, setting, tmp_path / folder)
    # when everything is checked
    found = told(check.check_all(dt.date(2026, 11, 22)))
    # then something is told of each kind: reading, cards, figures, interface, Romani, sayings
    for problem in (
        "locales/de/_terms.yml This file is missing",
        "domain.yml:intents The key stands twice",
        "locales/de/tenancy.yml:deposit.short This part of the card is missing",
        "knowledge/tenancy.yml:deposit.rents The unit “parsec” is not known",
        "locales/de/_ui.yml:button.menu This text is empty",
        "Unknown Romani word “kherr”",
        "data/nlu/de/tenancy.yml:nothing domain.yml does not know this intent",
        "The intent has 1 of the 40 sayings",
        "there is no card for it",
    ):
        assert problem in found
