"""Addresses are told apart by what they are."""

from __future__ import annotations

import pytest

from actions.rules.fraud.links import find_addresses, holds_unknown_address, load_addresses, pretends


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Sendung verfolgen: https://www.dhl.de/paket?nr=1", {"known_link"}),
        ("nolp.dhl.de/x", {"known_link"}),
        ("www.arbeitsagentur.de", {"known_link"}),
        ("https://dhl-paket.example/zoll", {"link", "fake_link"}),
        ("dhl.de.zustellung.example/a", {"link", "fake_link"}),
        ("https://dhl.de@zoll.example/a", {"link", "fake_link"}),
        ("spаrkasse-login.example", {"link", "fake_link"}),  # with a Cyrillic а
        ("sparkase.example", {"link", "fake_link"}),
        ("http://5parkasse.example", {"link", "fake_link"}),
        ("https://xn--sprkasse-1za.example", {"link", "fake_link"}),
        ("http://192.0.2.7/pay", {"link", "fake_link"}),
        ("hxxps://paypal-hilfe.example", {"link", "fake_link"}),
        ("https://bit.ly/abc", {"link", "short_link"}),
        ("wa.me/491522881738", {"link", "chat_link"}),
        ("https://meine-seite.top/x", {"link", "odd_ending"}),
        ("https://verein-musterdorf.example/fest", {"link"}),
        ("Bitte kommen.Danke", set()),
        ("Termin um 9.30 am 3.12. in Zimmer 2.14", set()),
        ("jobcenter@gmail.com", {"mail", "free_mail"}),
        ("info@familienkasse-bonus.example", {"mail", "fake_mail"}),
        ("info@verbraucherzentrale.nrw", {"known_mail"}),
    ],
)
def test_an_address_is_known_for_what_it_is(text: str, kinds: set[str]) -> None:
    assert set(find_addresses(text, load_addresses())) == kinds


@pytest.mark.parametrize("host", ["landing.example", "ingwer.example", "backups.example", "wiesental.example"])
def test_a_short_brand_inside_a_word_is_no_pretence(host: str) -> None:
    assert pretends(host, load_addresses()) is None


def test_the_stop_after_an_address_is_not_part_of_it() -> None:
    text = "Siehe paket-info.example/x."
    (place,) = find_addresses(text, load_addresses())["link"]
    assert text[place.start : place.end] == "paket-info.example/x"


def test_only_an_unknown_address_starts_a_check_by_itself() -> None:
    assert holds_unknown_address("was ist das: paket-info.example")
    assert not holds_unknown_address("ich war auf www.arbeitsagentur.de")
