"""What the chat costs, and how it comes up on a bad line."""

from __future__ import annotations

import gzip
import subprocess
from concurrent.futures import ThreadPoolExecutor

from bot.local_server import LocalServer
from bot.reports.slow_line import LATENCY_MS, measure
from bot.settings import WIDGET

MAX_BYTES = 12 * 1024


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

    # then the line's own 2 s are nearly all that it takes to the first words, and a language can be chosen soon after
    print(f"first words {times.word:.2f} s, usable {times.usable:.2f} s")
    assert LATENCY_MS / 1000 <= times.word < LATENCY_MS / 1000 + 2
    assert times.usable < 6
