"""The console: `python -m bot <command>`. `make help` shows the usual ones."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import warnings

from bot import lean

COMMANDS = {
    "run": "train if needed, start everything, print the address of the chat page",
    "serve": "start the bot's server alone; needs DATABASE_URL and a model",
    "train": "train the model from data/ and write it to models/",
    "telegram": "say how the Telegram bot is set up, or remove its webhook",
    "talk": "chat in the terminal",
    "understand": "read a text a line, print what was understood",
    "evaluate": "measure understanding on questions with known answers",
    "evaluate-fraud": "measure the fraud check on the texts written for it, print the table by language",
    "bench": "measure speed and memory, print the table",
    "check": "check the contents of knowledge/, locales/ and data/",
    "cards": "print the cards of one language and topic with the German beside them, for a native reader",
    "poster": "make a poster with a square code that opens the chat in one language and for one town",
    "coverage": "show which cards exist in which language, how well they are heard, and until when their figures hold",
    "rasa": "run a command of Rasa itself, without TensorFlow: `rasa data validate`",
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # The encoder's threads must not spin for long while they wait: beside any other load that makes one message last
    # seconds. Not at all doubles its time, for between two steps of a layer they wait for microseconds only.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("GOMP_SPINCOUNT", "10000")
    # The products of vectors for one message are too small to be shared between threads: waiting for each other costs more.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # Rasa's progress bars would fill the screen
    os.environ.setdefault("PYTHONWARNINGS", "ignore")  # for child processes, as the next line for this one:
    warnings.simplefilter("ignore")  # old libraries under Rasa warn about each other
    lean.install()
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    modules = {}
    chosen = (arguments if arguments is not None else sys.argv[1:])[:1]
    for name, summary in COMMANDS.items():
        subparser = commands.add_parser(name, help=summary, description=summary)
        if chosen == [name]:  # only the chosen command is imported: the others cost seconds
            modules[name] = importlib.import_module(f"bot.commands.{name.replace('-', '_')}")
            modules[name].add_arguments(subparser)
    options = parser.parse_args(arguments)
    result: int = modules[options.command].run(options)
    return result


if __name__ == "__main__":
    sys.exit(main())
