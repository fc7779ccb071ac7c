"""Runs Rasa's own command line in the lean process."""

from __future__ import annotations

import argparse
import os
import sys

from bot.settings import ROOT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything behind the command is Rasa's."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="a command of Rasa with its options")


def run(options: argparse.Namespace) -> int:
    """Hand over to Rasa in the project's folder."""
    from rasa.__main__ import main

    os.chdir(ROOT)
    sys.argv = ["rasa", *options.arguments]
    main()
    return 0
