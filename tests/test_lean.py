"""Rasa runs without TensorFlow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT


def _rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "rasa", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_everything_of_rasa_that_we_use_leaves_tensorflow_out() -> None:
    # given a fresh process
    program = (
        "import sys; from bot import lean; lean.install()\n"
        "import rasa.__main__, rasa.core.agent, rasa.core.train, rasa.core.test, rasa.model_training, rasa.server\n"
        "import bot.understand.components, bot.answer.nlg, bot.channels.web\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('tensorflow', 'keras', 'aiogram', 'twilio')))"
    )
    # when it imports Rasa's commands and all our extensions
    result = subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    # then TensorFlow is not there
    assert result.stdout.strip() == "[]"


def test_importing_tensorflow_is_an_error() -> None:
    # given the stand-ins, which conftest has installed
    # when somebody imports TensorFlow, then it says why not
    with pytest.raises(ImportError, match="without TensorFlow"):
        __import__("tensorflow")


def test_data_validate_accepts_domain_rules_and_sayings() -> None:
    result = _rasa("data", "validate")
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]


def test_core_tests_predict_every_action_of_the_rules(model: Path, tmp_path: Path) -> None:
    result = _rasa(
        "test", "core", "--model", str(model), "--stories", "tests/stories", "--out", str(tmp_path), "--fail-on-prediction-errors"
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
