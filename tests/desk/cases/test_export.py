"""A case as a file: everything is in it, in letters of all four languages."""

from __future__ import annotations

import re
import zlib
from typing import Any

import pytest

from desk.cases.models import Note
from tests.desk.cases.made import MadeCase, about_deposit

pytestmark = pytest.mark.django_db


def test_the_text_has_german_and_original_notes_and_consent(people: Any, client_of: Any) -> None:
    made = about_deposit(facts=["Wie hoch ist die Kaltmiete? 400 €"])
    Note.objects.create(case=made.case, author=people.colleague, text="Habe angerufen.")
    answer = client_of("staff").get(f"/faelle/{made.id}/fall.txt")
    text = answer.content.decode()
    assert answer["Content-Disposition"] == f'attachment; filename="Fall-{made.case.reference}.txt"'
    for words in (
        "Die Kaution darf höchstens drei Kaltmieten betragen.",
        "I kaucia našti avel maj but sar trin kirije.",
        "(Vermutung: Kaution, 82 %)",
        "Ja, dieses Gespräch darf an das KI Duisburg gehen.",
        "In einer Prüfung angegeben: Wie hoch ist die Kaltmiete? 400 €",
        "Habe angerufen.",
        "von Simone Staff",
    ):
        assert words in text


def test_a_long_conversation_is_exported_whole(people: Any, client_of: Any) -> None:
    made = MadeCase()
    for number in range(410):
        made.person(f"<{number}>")
    text = client_of("staff").get(f"/faelle/{made.id}/fall.txt").content.decode()
    assert re.findall(r"^<(\d+)>$", text, re.MULTILINE) == [str(number) for number in range(410)]


@pytest.mark.parametrize(
    "words", ["Искам да говоря с човек", "Vreau să vorbesc și eu ține", "Mangav te vakerav ćačes džanes", "😀"]
)
def test_the_pdf_writes_all_letters(people: Any, client_of: Any, words: str, caplog: pytest.LogCaptureFixture) -> None:
    made = MadeCase(language="bg")
    made.person(words)
    answer = client_of("staff").get(f"/faelle/{made.id}/fall.pdf")
    assert answer["Content-Type"] == "application/pdf"
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", answer.content, re.DOTALL)
    assert any(b"beginbfchar" in _unpacked(stream) for stream in streams), "letters can be copied out of it"
    missing = [record.message for record in caplog.records if "missing the following glyphs" in record.message]
    assert missing == []


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream
