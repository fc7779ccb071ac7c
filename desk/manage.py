"""Django's commands for the desk: `python desk/manage.py check`, `migrate`, `outbox` …"""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run one command."""
    folder = Path(__file__).resolve().parent
    sys.path[:] = [str(folder.parent), *(entry for entry in sys.path if Path(entry or ".").resolve() != folder)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
    from django.core.management import execute_from_command_line

    from desk import environment

    environment.load()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
