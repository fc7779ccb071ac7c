"""A message of Drom, in the person's language and in German for the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["answer", "offer", "fallback", "urgent", "handoff", "notice", "form"]
GERMAN = "de"
FALLBACK_LANGUAGE = GERMAN


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of Drom."""

    text: str
    buttons: tuple[Button, ...]
    kind: Kind
    language: str
    card: str | None = None
    german: str | None = None
    """The German version; None if `text` is German."""
    german_buttons: tuple[str, ...] | None = None
    """The German titles of the buttons, in their order."""

    def after(self, text: str, german: str) -> Reply:
        """Return the message with a paragraph above it."""
        return replace(self, text=f"{text}\n\n{self.text}", german=self.german and f"{german}\n\n{self.german}")


def bilingual(say: Callable[[str], Reply], language: str) -> Reply:
    """Return what `say` says in a language, together with its German version.

    Args:
        say: makes the message in the language that it is given.
        language: of the person.
    """
    said = say(language)
    if said.language == GERMAN:
        return said
    german = say(GERMAN)
    titles = {button.payload: button.title for button in german.buttons}
    return replace(said, german=german.text, german_buttons=tuple(titles.get(b.payload, b.title) for b in said.buttons))


def without_doubles(buttons: Sequence[Button]) -> tuple[Button, ...]:
    """Return buttons without those that do the same as an earlier one."""
    seen: dict[str, Button] = {}
    for button in buttons:
        seen.setdefault(button.payload, button)
    return tuple(seen.values())
