"""Measures speed and memory on this machine and prints the table of the design (section 6).

Every load loop is bounded. The server under test is a real one on loopback with a real database.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from bot.local_server import LocalServer
from bot.reports import slow_line
from bot.settings import ROOT, SAYINGS
from bot.understand.sayings import held_back, read_sayings

_TEXTS = 300
_TURNS = 200
_LONG_CONVERSATION = 1000
_AT_ONCE = 8
_MIB = 2**20
_SAMPLED_EVERY_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    reach: str
    reached: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--quick", action="store_true", help="a tenth of the turns, to see that it works")


def run(options: argparse.Namespace) -> int:
    """Measure and print; the exit status says nothing about the figures, machines differ."""
    scale = 10 if options.quick else 1
    rows = [*_training(), *_understanding(_TEXTS // scale), *_server(scale)]
    table = Table(title="Drom on this machine")
    for title in ("what", "measured", "to reach", ""):
        table.add_column(title)
    for row in rows:
        table.add_row(row.what, row.measured, row.reach, "yes" if row.reached else "no")
    Console(width=120).print(table)
    return 0


def _training() -> list[Row]:
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "bot", "train"], cwd=ROOT, stdout=subprocess.DEVNULL)
    peak = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            peak = max(peak, sum(member.memory_info().rss for member in [watched, *watched.children(recursive=True)]))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_SAMPLED_EVERY_SECONDS)
    took = time.monotonic() - began
    return [
        Row("training after a change", f"{took:.0f} s", "60 s", took <= 60),
        Row("memory of the training", f"{peak / _MIB:.0f} MB", "2000 MB", peak <= 2000 * _MIB),
    ]


def _understanding(texts: int) -> list[Row]:
    from bot.understand.reader import Reader

    sayings = sorted(held_back(read_sayings(SAYINGS)), key=lambda s: s.text)
    step = max(1, len(sayings) // texts)
    reader = Reader()
    times = _timed([saying.text for saying in sayings[::step]], reader.read)
    return _spread("understanding one message", times, 25, 60)


def _server(scale: int) -> list[Row]:
    from bot.storage.embedded import start_embedded

    with tempfile.TemporaryDirectory() as folder:
        database_url = start_embedded(Path(folder) / "postgres")
        began = time.monotonic()
        server = LocalServer(database_url, {"DROM_SECRET": secrets.token_hex(8), "DROM_MESSAGES_PER_MINUTE": "1000000"})
        try:
            client = _Client(server.url)
            client.turn("Wie hoch darf die Kaution sein?")
            first_answer = time.monotonic() - began
            memory = psutil.Process(server.process.pid).memory_info().rss
            questions = [
                "Wie hoch darf die Kaution sein?",
                "garantia la chirie cat e?",
                "Парното не работи от две седмици",
                "Sode love trebul te pokinav vaš i kita?",
            ]
            fresh = _timed([questions[i % 4] for i in range(_TURNS // scale)], client.turn)
            for i in range(_LONG_CONVERSATION // scale - len(fresh)):
                client.turn(questions[i % 4])
            late = _timed([questions[i % 4] for i in range(_TURNS // scale)], client.turn)
            throughput = _throughput(server.url, questions, _TURNS // scale)
            widget = _widget(server.url)
        finally:
            server.stop()
    growth = statistics.median(late) / statistics.median(fresh)
    return [
        Row("start to first answer", f"{first_answer:.1f} s", "8 s", first_answer <= 8),
        Row("memory of the bot", f"{memory / _MIB:.0f} MB", "450 MB", memory <= 450 * _MIB),
        *_spread("a turn over the web channel", fresh, 45, 100),
        *_spread(f"the same after {_LONG_CONVERSATION // scale} turns", late, 45, 100),
        Row("growth over the conversation", f"x {growth:.2f}", "x 1.2", growth <= 1.2),
        *widget,
        Row(f"turns a second, {_AT_ONCE} people at once", f"{throughput:.0f}", "30", throughput >= 30),
    ]


def _widget(url: str) -> list[Row]:
    with urllib.request.urlopen(f"{url}/widget.js", timeout=60) as response:
        size = len(gzip.compress(response.read(), 9))
    rows = [Row("widget with four languages, gzip", f"{size} bytes", "12000 bytes", size <= 12_000)]
    latency = slow_line.LATENCY_MS / 1000
    if times := slow_line.measure(url):
        rows += [
            Row("first words at 64 kbit/s, 2 s latency", f"{times.word:.2f} s", "latency + 0.5 s", times.word <= latency + 0.5),
            Row(
                "a language can be tapped on that line", f"{times.choice:.2f} s", "latency + 0.5 s", times.choice <= latency + 0.5
            ),
            Row("the chat runs on that line", f"{times.usable:.1f} s", "latency + 2.5 s", times.usable <= latency + 2.5),
        ]
    return rows


class _Client:
    """One person on the web channel."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._cursor = 0
        self._token = ""
        self._token = self._call("POST", "/session", {})["token"]

    def turn(self, text: str) -> None:
        """Say something and wait for the answer."""
        self._call("POST", "/messages", {"id": str(uuid.uuid4()), "text": text})
        while True:
            new = self._call("GET", f"/messages?after={self._cursor}&wait=25")["messages"]
            self._cursor = max([self._cursor, *(message["cursor"] for message in new)])
            if any(message["from"] == "bot" for message in new):
                return

    def _call(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}/webhooks/web{path}", data=data, method=method)
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.loads(response.read())


def _throughput(url: str, questions: Sequence[str], turns: int) -> float:
    clients = [_Client(url) for _ in range(_AT_ONCE)]
    each = max(1, turns // _AT_ONCE)

    def talk(client: _Client) -> None:
        for i in range(each):
            client.turn(questions[i % len(questions)])

    began = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(talk, clients))
    return _AT_ONCE * each / (time.monotonic() - began)


def _timed(values: Sequence[str], do: Callable[[str], object]) -> list[float]:
    times = []
    for value in values:
        began = time.perf_counter()
        do(value)
        times.append((time.perf_counter() - began) * 1000)
    return times


def _spread(what: str, times: list[float], median: float, high: float) -> list[Row]:
    p50 = statistics.median(times)
    p95 = statistics.quantiles(times, n=20)[-1]
    return [
        Row(f"{what}, p50", f"{p50:.0f} ms", f"{median:.0f} ms", p50 <= median),
        Row(f"{what}, p95", f"{p95:.0f} ms", f"{high:.0f} ms", p95 <= high),
    ]
