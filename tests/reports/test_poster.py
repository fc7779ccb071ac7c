"""The poster: four languages, square codes that lead where they should, on the screen and on paper."""

from __future__ import annotations

import io
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import sync_playwright

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


@pytest.mark.parametrize("language", [*load_locales(), "all"])
def test_square_codes_of_a_printed_poster_lead_where_they_should(tmp_path: Path, language: str) -> None:
    # when a poster with two codes is made as PDF
    file = tmp_path / "poster.pdf"
    options = ["--ki", "duisburg", "--lang", language, "--url", URL, "--telegram", "drom_nrw_bot"]
    assert main(["poster", *options, "--output", str(file)]) == 0
    document = pypdfium2.PdfDocument(file)
    [printed] = document

    # then it is one page of A4, and a camera reads both codes exactly
    assert [round(points / 72 * 25.4) for points in printed.get_size()] == [210, 297]
    found = [code.text for code in zxingcpp.read_barcodes(printed.render(scale=2).to_pil())]
    web, telegram = {"all": ("?ki=duisburg", "")}.get(language, (f"?lang={language}&ki=duisburg", f"?start={language}_duisburg"))
    assert sorted(found) == sorted([f"{URL}/chat{web}", f"https://t.me/drom_nrw_bot{telegram}"])

    # and the words of all languages are on it, with their letters embedded, and nothing reaches over the edge
    words = " ".join(printed.get_textpage().get_text_range().split())
    assert all(locale.ui["poster.title"] in words for locale in load_locales().values())
    assert b"/FontFile2" in file.read_bytes()
    assert all(left >= 14 / 25.4 * 72 and right <= 200 / 25.4 * 72 for left, right in _spans(printed))


def test_square_code_of_a_poster_on_the_screen_leads_where_it_should(tmp_path: Path) -> None:
    # given a poster as SVG
    file = tmp_path / "poster.svg"
    assert main(["poster", "--ki", "koeln", "--lang", "bg", "--url", URL, "--output", str(file)]) == 0
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")

    # when a browser shows it, then a camera reads the code exactly
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 800, "height": 1130})
        page.goto(file.as_uri())
        picture = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"{URL}/chat?lang=bg&ki=koeln"]


@pytest.mark.parametrize(
    "wrong",
    [["--ki", "paris"], ["--url", "drom.example.org"], ["--url", "https://drom.example.org/x"], ["--telegram", "a b"]],
    ids=" ".join,
)
def test_poster_that_would_lead_nowhere_is_not_made(tmp_path: Path, wrong: list[str]) -> None:
    file = tmp_path / "poster.svg"
    assert main(["poster", "--lang", "ro", "--ki", "duisburg", "--url", URL, "--output", str(file), *wrong]) == 1
    assert not file.exists()


def _spans(page: pypdfium2.PdfPage) -> list[tuple[float, float]]:
    """Return where each run of letters begins and ends, in points."""
    text = page.get_textpage()
    boxes = [text.get_rect(i) for i in range(text.count_rects())]
    return [(left, right) for left, _, right, _ in boxes]
