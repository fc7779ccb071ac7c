"""Fills the HTML pages of this package."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


@lru_cache(maxsize=1)
def _environment() -> Environment:
    templates = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["percent"] = lambda share: f"{share:.0%}".replace("%", " %")
    environment.filters["day"] = lambda day: f"{day:%d.%m.%Y}"
    return environment


def page(template: str, **values: object) -> str:
    """Return the page that `templates/<template>` gives with these values."""
    return _environment().get_template(template).render(**values)
