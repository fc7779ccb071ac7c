"""Trying it out with nothing but a token, and what is said when something is not set up rightly."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.answer.cards import load_locales
from bot.settings import ROOT, load_env_file
from tests.telegram_world.fake import TOKEN, FakeTelegram, Fault
from tests.telegram_world.house import TelegramHouse
from tests.telegram_world.people import TelegramPerson

Open = Callable[..., TelegramHouse]


@pytest.fixture
def open_house(model: Path, own_database_url: str) -> Iterator[Open]:
    """Gives a function that starts a house of its own; all are stopped at the end."""
    houses: list[TelegramHouse] = []

    def start(**options: object) -> TelegramHouse:
        houses.append(TelegramHouse(own_database_url, **options))  # type: ignore[arg-type]
        return houses[-1]

    yield start
    for house in houses:
        house.stop()


def test_polling_answers_loses_nothing_and_doubles_nothing(open_house: Open) -> None:
    # given a house that fetches its updates
    house = open_house(polling=True).connected()
    person = TelegramPerson(house.telegram, "de")
    assert load_locales()["de"].ui["text.greet"] in person.asks("/start").text
    assert "https://t.me/drom_test_bot" in house.output()
    # when it dies, and more is said before it stands again
    house.kill()
    for text in ("/help", "/privacy"):
        person.says(text)
    house.start()
    # then all of it is answered once
    house.telegram.until(lambda: len(house.telegram.api.sent_to(person.chat)) == 3)
    person.asks("/language")
    assert len(house.telegram.api.sent_to(person.chat)) == 4


def test_a_second_process_shares_the_work_and_takes_over(open_house: Open) -> None:
    # given two processes on one database, of which Telegram calls the second
    first = open_house().connected()
    person, telegram = TelegramPerson(first.telegram, "de"), first.telegram
    person.asks("/start de")
    second = open_house(telegram=telegram)
    telegram.webhook_target = second.url
    person.asks("/help")
    # when the first one dies
    first.kill()
    for text in ("/privacy", "/language"):
        person.says(text)
    # then the second goes on, and nothing comes twice
    telegram.until(lambda: len(telegram.api.sent_to(person.chat)) == 4)
    person.asks("/help")
    assert len(telegram.api.sent_to(person.chat)) == 5


def test_a_wrong_token_is_said_and_the_rest_works(open_house: Open) -> None:
    house = open_house(polling=True, token="1:wrong")
    house.telegram.until(lambda: "Telegram refuses the token" in house.output())
    assert house.server.process.poll() is None


def test_a_webhook_elsewhere_is_said_and_left_alone(open_house: Open) -> None:
    house = open_house(polling=True)
    house.telegram.until(lambda: house.telegram.api.polled)
    house.kill()
    house.telegram.api.webhook = {"url": "https://other.example/hook"}
    house.start()
    house.telegram.until(lambda: "has a webhook at other.example" in house.output())
    assert house.telegram.api.webhook


def test_no_network_is_said_once_and_tried_again(open_house: Open) -> None:
    # given a Telegram that can't be reached
    house = open_house(polling=True, more={"TELEGRAM_API_URL": "http://127.0.0.1:9"})
    house.telegram.until(lambda: "Telegram can't be reached" in house.output())
    house.telegram.until(lambda: house.server.process.poll() is None)
    assert house.output().count("can't be reached") == 1


def test_without_a_token_nothing_of_telegram_is_loaded() -> None:
    code = (
        "import sys; from bot import lean; lean.install();"
        "import bot.channels.telegram.channel, bot.server, bot.channels.worker;"
        "sys.exit('telegram' in sys.modules or 'httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_env_file_is_read_and_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DROM_PORT", "1")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    (tmp_path / ".env").write_text("# a comment\nTELEGRAM_BOT_TOKEN=1:a\nDROM_PORT=2\n")
    load_env_file(tmp_path / ".env")
    assert (os.environ["TELEGRAM_BOT_TOKEN"], os.environ["DROM_PORT"]) == ("1:a", "1")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")


def _command(telegram: FakeTelegram, *options: str, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": telegram.url}
    return subprocess.run(
        [sys.executable, "-m", "bot", "telegram", *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_shows_and_removes_a_webhook() -> None:
    telegram = FakeTelegram()
    telegram.api.webhook = {"url": "https://other.example/hook"}
    assert "https://other.example/hook" in _command(telegram).stdout
    assert "polling" in _command(telegram, "--remove-webhook").stdout
    assert not telegram.api.webhook
    wrong = _command(telegram, token="1:wrong")
    assert (wrong.returncode, "refuses the token" in wrong.stderr) == (1, True)
    assert "wrong" not in wrong.stderr
    telegram.fault = lambda method, chat: Fault(0)
    assert "can't be asked" in _command(telegram).stderr
    telegram.stop()
