"""Guided checks in whole conversations: over a crash, and beside other questions."""

from __future__ import annotations

from bot.local_server import LocalServer
from tests.web_client import Person


def test_a_check_goes_on_after_a_crash(server: LocalServer) -> None:
    # given somebody in the middle of a check
    person = Person(server.url, "ro")
    person.ask(payload="k:how_much:what:deposit")
    person.ask("750")
    # when the server crashes and comes back
    server.kill()
    server.start()
    # then the next answer is taken as the answer to the open question
    outcome = person.ask("2600")
    assert outcome["card"] == "tenancy/deposit" and "2.250 €" in outcome["text"]


def test_a_question_beside_a_check_keeps_its_answers(server: LocalServer) -> None:
    person = Person(server.url, "de")
    person.ask(payload="k:how_much:what:deposit")
    person.ask("500")
    # when another button is tapped, there is a way back
    menu = person.ask(payload="d:help")
    assert menu["buttons"][0]["payload"] == "k:how_much:deposit_asked:again"
    # then what is typed is a question again, and the button goes on where it was
    assert person.ask("Kaution wie hoch")["card"] == "tenancy/deposit"
    person.ask(payload="k:how_much:deposit_asked:again")
    assert "1.500 €" in person.ask("1600")["text"]
