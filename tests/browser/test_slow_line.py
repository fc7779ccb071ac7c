"""What the chat costs, and how it comes up on a bad line."""

from __future__ import annotations

import gzip
import subprocess
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import Route, expect

from bot.local_server import LocalServer
from bot.reports.slow_line import LATENCY_MS, measure
from bot.settings import WIDGET
from tests.browser.chat import Open, ui

MAX_BYTES = 12_000


def test_widget_with_four_languages_is_at_most_12_kb() -> None:
    # given every version that a town may name, then each is small when packed as servers do
    files = list((WIDGET / "dist").glob("widget.*.js"))
    assert files
    assert [path.name for path in files if len(gzip.compress(path.read_bytes(), 9)) > MAX_BYTES] == []


def test_built_file_is_what_the_sources_and_the_texts_build() -> None:
    built = subprocess.run(["npm", "run", "--silent", "check"], cwd=WIDGET, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr or "run `npm ci` in widget/ first, as `make test` does"


def test_first_words_come_with_the_first_answer_of_the_server(server: LocalServer) -> None:
    # when the chat is opened at 64 kbit/s with a latency of 2 s
    with ThreadPoolExecutor() as pool:  # a browser of its own, in a thread of its own
        times = pool.submit(measure, server.url).result()
    assert times is not None

    # then the line's own 2 s are nearly all that it takes until words stand there and a language can be tapped
    print(f"first words {times.word:.2f} s, choice {times.choice:.2f} s, running {times.usable:.2f} s")
    latency = LATENCY_MS / 1000
    assert latency <= times.word < latency + 1
    assert times.choice < latency + 1
    assert times.usable < latency + 3


def test_language_that_is_tapped_before_the_program_is_there_is_taken(open_page: Open) -> None:
    # given a page of which only the first part has come
    chat = open_page(query="no-such-page")
    whole = chat.page.request.get(f"{chat.url}/chat?lang=ro")
    begin, program = whole.text().split("<script>/* Drom", 1)
    first = f"{begin}<script src='/rest.js'></script>"
    headers = whole.headers | {
        "content-security-policy": whole.headers["content-security-policy"].replace("; style-src", " 'self'; style-src")
    }
    headers.pop("content-encoding", "")
    chat.page.route("**/chat", lambda route: route.fulfill(body=first, headers=headers))
    held: list[Route] = []
    chat.page.route("**/rest.js", lambda route: held.append(route))
    chat.page.goto(f"{chat.url}/chat", wait_until="commit")

    # when a language is tapped
    chat.page.get_by_role("button", name="Български").click()
    expect(chat.page.get_by_role("button", name="Български")).to_have_attribute("aria-pressed", "true")

    # then the chat begins in it as soon as the program is there
    held[0].fulfill(body="/* Drom" + program.split("</script>")[0], content_type="text/javascript")
    expect(chat.bot).to_contain_text([ui("bg", "text.greet")])
