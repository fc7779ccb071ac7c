"""What the real Bot API refuses, for the fake one: field lengths, payload sizes, tags that it does not know."""

from __future__ import annotations

import html
import re
from typing import Any

_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler"}
_TAG = re.compile(r"<(/?)([a-z0-9-]+)((?: [a-z]+=\"[^\"<>]*\")*)>")
_UPDATES = {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "inline_query",
}


class Refusal(Exception):
    """The Bot API says no."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


def _bad(words: str) -> Refusal:
    return Refusal(400, f"Bad Request: {words}")


def check_text(params: dict[str, Any]) -> str:
    """Return the text as it is shown, without tags.

    Raises:
        Refusal: it is empty or too long, or its tags are not those of Telegram.
    """
    text = str(params.get("text", ""))
    mode = params.get("parse_mode")
    if mode not in (None, "HTML"):
        raise _bad("unsupported parse_mode")
    shown = _without_tags(text) if mode else text
    if not shown.strip():
        raise _bad("message text is empty")
    if len(shown.encode("utf-16-le")) // 2 > 4096:
        raise _bad("message is too long")
    return shown


def _without_tags(text: str) -> str:
    opened: list[str] = []
    shown, end = "", 0
    for match in _TAG.finditer(text):
        shown += _data(text[end : match.start()])
        end = match.end()
        closing, tag, attributes = match.groups()
        if tag not in _TAGS or (attributes and tag not in ("a", "code", "blockquote")):
            raise _bad(f'can\'t parse entities: Unsupported start tag "{tag}"')
        if closing:
            if not opened or opened.pop() != tag:
                raise _bad("can't parse entities: Unmatched end tag")
        else:
            if tag == "a" and not re.fullmatch(r' href="(?:https?|tg)://[^"]+"', attributes):
                raise _bad("can't parse entities: wrong link")
            opened.append(tag)
    if opened:
        raise _bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1]}\"")
    return shown + _data(text[end:])


def _data(text: str) -> str:
    if "<" in text or ">" in text.replace("&gt;", ""):
        raise _bad("can't parse entities: Unsupported start tag")
    return html.unescape(text)


def check_markup(params: dict[str, Any]) -> list[list[dict[str, str]]]:
    """Return the inline keyboard.

    Raises:
        Refusal: a row or a title is empty, or a payload does not have 1 to 64 bytes.
    """
    keyboard: list[list[dict[str, str]]] = (params.get("reply_markup") or {}).get("inline_keyboard", [])
    for row in keyboard:
        if not row or len(row) > 8:
            raise _bad("inline keyboard row is invalid")
        for button in row:
            if not button.get("text", "").strip():
                raise _bad("inline keyboard button text is empty")
            if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                raise _bad("BUTTON_DATA_INVALID")
    if sum(map(len, keyboard)) > 100:
        raise _bad("reply markup is too long")
    return keyboard


def check_commands(params: dict[str, Any]) -> None:
    """Refuse commands that are too long or written wrongly, and languages that have no code of two letters.

    Raises:
        Refusal: as it says.
    """
    code = params.get("language_code", "")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise _bad("language_code must be a two-letter ISO 639-1 code")
    for command in params["commands"]:
        if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
            raise _bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")


def check_webhook(params: dict[str, Any]) -> None:
    """Refuse webhooks without TLS, secrets with other signs, and updates that don't exist.

    Raises:
        Refusal: as it says.
    """
    if not str(params.get("url", "")).startswith("https://"):
        raise _bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not re.fullmatch("[A-Za-z0-9_-]{1,256}", str(params.get("secret_token", "x"))):
        raise _bad("secret token contains unallowed characters")
    if not set(params.get("allowed_updates", [])) <= _UPDATES:
        raise _bad("can't parse allowed updates")
