"""The poster: four languages, one square code that leads where it should."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.answer.cards import load_locales

URL = "https://drom.example.org"


@pytest.mark.parametrize("language", list(load_locales()))
def test_poster_speaks_four_languages_and_names_the_town(tmp_path: Path, language: str) -> None:
    # when a poster is made
    file = tmp_path / "poster.svg"
    assert main(["poster", "--ki", "koeln", "--lang", language, "--url", URL, "--output", str(file)]) == 0
    root = ET.parse(file).getroot()
    texts = [" ".join(part.itertext()) for part in root.iter("{http://www.w3.org/2000/svg}text")]

    # then it is an A4 page with all titles, the chosen language first, the town and the address of the chat
    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
    titles = [locale.ui["poster.title"] for locale in load_locales().values()]
    assert next(text for text in texts if text in titles) == load_locales()[language].ui["poster.title"]
    assert set(titles) <= set(texts)
    assert "Köln" in texts
    assert f"drom.example.org/chat?lang={language}&ki=koeln" in texts


@pytest.mark.parametrize(
    "wrong",
    [["--ki", "paris"], ["--url", "drom.example.org"], ["--url", "https://drom.example.org/x"], ["--telegram", "a b"]],
    ids=" ".join,
)
def test_poster_that_would_lead_nowhere_is_not_made(tmp_path: Path, wrong: list[str]) -> None:
    file = tmp_path / "poster.svg"
    assert main(["poster", "--lang", "ro", "--ki", "duisburg", "--url", URL, "--output", str(file), *wrong]) == 1
    assert not file.exists()
