"""What a browser loads: the full-page chat, the file with which a town puts the chat on its own page, days for a calendar.

The page is one file with everything in it, so on a slow line its words stand there after one answer of the server.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from actions import calendar
from bot.answer.cards import load_locales
from bot.settings import WIDGET

_PAGE = Path(__file__).with_name("page")
_DIST = WIDGET / "dist"
_STYLE = (_PAGE / "chat.css").read_text(encoding="utf-8")
"""What the first words and the names of the languages need before the script is there; as in widget/src/style.css."""
_EARLY = (_PAGE / "early.js").read_text(encoding="utf-8")
_TAG = re.compile(r"(?:^|,)\s*([a-z]+)")
"""A language in `Accept-Language`, in which browsers name the dearest first."""
_TOWN = re.compile(r"[\w -]{1,40}")
_SAFE = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_FOR_ALL = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Any website may load the file: with `integrity` a browser asks for that. What it may do then, is decided by origins.py."""
_ASK_EACH_TIME = "no-cache"
_AN_HOUR = "max-age=3600"
_FOR_EVER = "max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is sent."""

    plain: bytes
    packed: bytes
    tag: str
    kind: str

    @classmethod
    def of(cls, text: str, kind: str) -> Content:
        """Pack a text."""
        plain = text.encode()
        tag = hashlib.sha256(plain).hexdigest()[:16]
        return cls(plain, gzip.compress(plain, 9, mtime=0), f'"{tag}"', f"{kind}; charset=utf-8")

    def answer(self, request: Request, cached: str, headers: dict[str, str]) -> HTTPResponse:
        """Send it, packed if the browser can unpack it, or nothing if it has it already."""
        headers = {**_SAFE, "Vary": "Accept-Encoding", **headers, "Cache-Control": cached, "ETag": self.tag}
        if self.tag in request.headers.get("if-none-match", ""):
            return empty(304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return raw(self.plain, content_type=self.kind, headers=headers)
        return raw(self.packed, content_type=self.kind, headers=headers | {"Content-Encoding": "gzip"})


@cache
def version() -> str:
    """Return the version of the widget that this installation serves under the name without a version."""
    found: str = json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))["version"]
    return found


@cache
def widget(which: str) -> Content:
    """Return one version of the widget; older ones stay, for the towns that name them with `integrity`.

    Raises:
        FileNotFoundError: there is none.
    """
    return Content.of((_DIST / f"widget.{which}.js").read_text(encoding="utf-8"), "text/javascript")


@lru_cache(maxsize=256)
def chat_page(language: str, town: str, accepted: tuple[str, ...] = ()) -> Content:
    """Return the full-page chat.

    Args:
        language: the one that is asked for, or an empty text.
        town: of the person, as in a start link, or an empty text.
        accepted: the languages of the browser, the dearest first.
    """
    locales = load_locales()
    codes = [code for code in dict.fromkeys([language, *accepted, *locales]) if code in locales]
    environment = Environment(loader=FileSystemLoader(_PAGE), autoescape=True, undefined=StrictUndefined)
    text = environment.get_template("chat.html").render(
        languages=[{"code": code, "name": locales[code].own_name, "words": locales[code].ui} for code in codes],
        wanted=language,
        town=town,
        style=_STYLE,
        early=_EARLY,
        script=widget(version()).plain.decode(),
    )
    return Content.of(text, "text/html")


@cache
def content_security() -> str:
    """Return the policy of the page: its own scripts and styles by their hashes, its own server, nothing else."""
    scripts = f"'{_hash(widget(version()).plain.decode())}' '{_hash(_EARLY)}'"
    hashes = json.loads((_DIST / f"widget.{version()}.json").read_text(encoding="utf-8"))
    return (
        f"default-src 'none'; script-src {scripts}; style-src '{_hash(_STYLE)}' '{hashes['style']}'; img-src 'self';"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def pages() -> Blueprint:
    """Return the routes."""
    routes = Blueprint("pages")
    routes.add_route(_chat, "/", methods=["GET"], name="root")
    routes.add_route(_chat, "/chat", methods=["GET"], name="chat")
    routes.add_route(_icon, "/icon.svg", methods=["GET"], name="icon")
    routes.add_route(_calendar, "/calendar/<day:ymd>/<subject:str>/<name:str>", methods=["GET"], name="calendar")
    routes.add_route(_newest, "/widget.js", methods=["GET"], name="newest")
    routes.add_route(_versioned, r"/<name:widget\.\d+\.\d+\.\d+\.js>", methods=["GET"], name="versioned")
    return routes


async def _chat(request: Request) -> HTTPResponse:
    language, town = request.args.get("lang", ""), request.args.get("ki", "")
    locales = load_locales()
    accepted = dict.fromkeys(code for code in _TAG.findall(request.headers.get("accept-language", "").lower()) if code in locales)
    page = chat_page(language if language in locales else "", town if _TOWN.fullmatch(town) else "", tuple(accepted))
    vary = {"Vary": "Accept-Encoding, Accept-Language"}
    return page.answer(request, _ASK_EACH_TIME, {"Content-Security-Policy": content_security(), **vary})


async def _icon(request: Request) -> HTTPResponse:
    return raw((_PAGE / "icon.svg").read_bytes(), content_type="image/svg+xml", headers={**_SAFE, "Cache-Control": _AN_HOUR})


async def _calendar(request: Request, day: dt.date, subject: str, name: str) -> HTTPResponse:
    try:
        content = calendar.file(subject, day, load_locales()[name.removesuffix(".ics")])
    except KeyError:
        raise NotFound("There is no such subject or language.") from None
    headers = {**_SAFE, "Content-Disposition": f'attachment; filename="{day.isoformat()}.ics"'}
    return raw(content, content_type="text/calendar; charset=utf-8", headers=headers)


async def _newest(request: Request) -> HTTPResponse:
    return widget(version()).answer(request, _AN_HOUR, _FOR_ALL)


async def _versioned(request: Request, name: str) -> HTTPResponse:
    try:
        content = widget(name.removeprefix("widget.").removesuffix(".js"))
    except FileNotFoundError:
        raise NotFound("There is no such version.") from None
    return content.answer(request, _FOR_EVER, _FOR_ALL)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
