"""The secret with which the desk comes to the door."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage import secret


@pytest.fixture
def desk_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DROM_DESK_SECRET", raising=False)
    monkeypatch.setenv("DROM_SECRET", "of this installation")
    monkeypatch.setattr(secret, "VAR", tmp_path / "var")
    monkeypatch.setattr(secret, "_DESK_FILE", tmp_path / "var" / "desk_secret")
    return tmp_path / "var" / "desk_secret"


def test_it_is_derived_and_written_for_the_desk_alone(desk_file: Path) -> None:
    derived = secret.desk_secret()
    assert derived == secret.desk_secret()
    assert derived != secret.installation_secret()
    assert desk_file.read_text() == derived
    assert desk_file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in desk_file.parent.iterdir()] == ["desk_secret"]


def test_it_follows_the_secret_of_the_installation(desk_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = secret.desk_secret()
    monkeypatch.setenv("DROM_SECRET", "another")
    assert secret.desk_secret() != before
    assert desk_file.read_text() == secret.desk_secret()


def test_a_given_one_is_used_and_written_nowhere(desk_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DROM_DESK_SECRET", "given")
    assert secret.desk_secret() == "given"
    assert not desk_file.exists()
