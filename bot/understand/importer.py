"""Hands the sayings to Rasa. Rasa's own reader takes forty seconds and more for fifty thousand of them, ours one."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.common import cached_method

from bot.understand.sayings import Saying, read_file


class SayingsImporter(RasaFileImporter):
    """Reads domain, rules and configuration as Rasa does, and the sayings of `data/nlu` by itself (`importers` in config.yml)."""

    @cached_method
    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """Return the sayings as Rasa's training examples.

        Args:
            language: not used: each saying says its own.

        Raises:
            ValueError: a file is not as `read_file` wants it.
        """
        paths = [Path(path) for path in sorted(self._nlu_files)]
        return TrainingData(list(_examples(tuple((path, path.stat().st_mtime_ns) for path in paths))))


@lru_cache(maxsize=1)  # Rasa reads everything twice in a training
def _examples(files: tuple[tuple[Path, int], ...]) -> tuple[TrainingExample, ...]:
    """Return the sayings of files, which are told apart by their time of change."""
    return tuple(TrainingExample(saying) for path, _ in files for saying in read_file(path))


class TrainingExample(Message):
    """A saying as Rasa wants it. It never changes, so it need not be copied, as Rasa does with each step of reading."""

    def __init__(self, saying: Saying) -> None:
        metadata = {"intent": {"lang": saying.language, "style": saying.style, "second": saying.second}}
        super().__init__(data={TEXT: saying.text, INTENT: saying.intent, "metadata": metadata})
        words = "\0".join((saying.text, *saying.meanings, saying.language, saying.style))
        self._fingerprint = hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()

    def fingerprint(self) -> str:
        """Return what tells this example from others."""
        return self._fingerprint

    def __deepcopy__(self, memo: Any) -> TrainingExample:
        return self
