"""Trains the model, if it is not newer than its data."""

from __future__ import annotations

import argparse
import contextlib
import os
import tarfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest import mock

from bot.settings import ENCODER_PATCH, MODELS, OTHER_LANGUAGES, ROOT, SAYINGS, STORIES

MODEL = MODELS / "drom.tar.gz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--if-needed", action="store_true", help="do nothing when the model is newer than the data")


def run(options: argparse.Namespace) -> int:
    """Train and say how long it took."""
    if options.if_needed and is_fresh():
        print(f"The model {MODEL.relative_to(ROOT)} is newer than its data: nothing to train.")
        return 0
    train()
    return 0


def is_fresh() -> bool:
    """Tell whether the model is newer than everything that it is made of."""
    if not MODEL.exists():
        return False
    made = MODEL.stat().st_mtime
    return all(path.stat().st_mtime <= made for path in sources())


def sources() -> list[Path]:
    """Return the files of which the model is made."""
    data = [path for folder in (SAYINGS, STORIES, OTHER_LANGUAGES) for path in folder.rglob("*") if path.is_file()]
    code = list((ROOT / "bot" / "understand").glob("*.py"))
    tuned = [ENCODER_PATCH] if ENCODER_PATCH.exists() else []
    return [ROOT / "config.yml", ROOT / "domain.yml", *tuned, *data, *code]


def train() -> None:
    """Train with Rasa and write the model.

    Raises:
        RuntimeError: Rasa made no model.
    """
    from rasa.model_training import train as rasa_train

    print("Training from data/ …", flush=True)
    os.chdir(ROOT)
    began = time.monotonic()
    with _packed_quickly():
        result = rasa_train(
            domain="domain.yml",
            config="config.yml",
            training_files=[str(SAYINGS), str(STORIES)],
            output=str(MODELS),
            fixed_model_name="drom",
            force_training=True,
        )
    if result.model is None:
        raise RuntimeError("the training gave no model; see the messages above")
    print(f"Trained in {time.monotonic() - began:.0f} s: {Path(result.model).relative_to(ROOT)}", flush=True)


@contextlib.contextmanager
def _packed_quickly() -> Iterator[None]:
    """Let Rasa pack the model with the lowest level of gzip: the highest takes five times as long and saves 3 %."""
    with mock.patch.object(tarfile.TarFile, "gzopen", partial(tarfile.TarFile.gzopen, compresslevel=1)):
        yield
