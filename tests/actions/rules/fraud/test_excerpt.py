"""What is shown of a message can neither be tapped nor called."""

from __future__ import annotations

from actions.rules.fraud.excerpt import excerpt
from actions.rules.fraud.spans import Span


def place(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_the_words_are_marked_and_only_what_stands_around_is_shown() -> None:
    text = (
        "Guten Tag und viele Grüße aus dem schönen Norden. "
        "Zahlen Sie bitte heute noch, sonst ist alles verloren und vorbei für Sie."
    )
    shown = excerpt(text, [place(text, "Zahlen"), place(text, "heute noch")])
    assert "**Zahlen** Sie bitte **heute noch**, sonst" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert "Guten Tag" not in shown


def test_an_address_is_no_link_any_more() -> None:
    text = "Hier: https://dhl-paket.example/pay jetzt"
    shown = excerpt(text, [place(text, "jetzt")], [place(text, "https://dhl-paket.example/pay")])
    assert "http" not in shown
    assert "dhl-paket.example" not in shown
    assert "dhl-paket․example/pay" in shown


def test_a_phone_number_cannot_be_called() -> None:
    text = "Rufen Sie an: +44 7700 900123 heute"
    shown = excerpt(text, [place(text, "Rufen")], phones=[place(text, "+44 7700 900123")])
    assert "900123" not in shown
    assert "+44 7…" in shown


def test_marks_in_the_message_itself_do_not_count() -> None:
    text = "**Gewonnen** ein Preis"
    assert excerpt(text, [place(text, "Preis")]) == "Gewonnen ein **Preis**"
