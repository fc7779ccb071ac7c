"""Addresses of web pages and mail in a message, and what is odd about them."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

from actions.rules.fraud.spans import Found, Span
from bot.settings import KNOWLEDGE

_WEB = re.compile(
    r"(?:h(?:tt|xx)ps?://|www\.)[^\s<>\"„“”»«]+"
    r"|(?<![\w.@-])\d{1,3}(?:\.\d{1,3}){3}(?:[:/][^\s<>]*)?(?![\w.])"
    r"|(?<![\w.@/-])(?:[\w-]+\.)+(?P<ending>[^\W\d_]{2,}|xn--[a-z0-9-]+)\b(?:[:/?][^\s<>\"„“”»«]*)?",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?P<domain>(?:[\w-]+\.)+[^\W\d_]{2,})", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'’"
_SECOND_LEVEL = frozenset({"co", "com", "gov", "org", "net", "ac"})
"""`co.uk`: the ending has two parts."""
_LETTERS = str.maketrans("0134578аеорсухіјѕԁ", "oleastbaeopcyxijsd")
"""Signs that are taken for letters: digits, and Cyrillic letters that look like Latin ones."""
_PAIRS = (("rn", "m"), ("vv", "w"))
_LONG_NAME = 5
"""A shorter brand is only recognised when it is written exactly: `ing` is near to too many words."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """What is known about addresses: knowledge/scam/addresses.yml.

    Args:
        brands: names with which people are cheated, each with the domains that really are theirs.
        offices: domains of authorities, courts and advice centres.
        shorteners: services behind whose addresses any other may be hidden.
        chats: services whose addresses lead into a private chat.
        free_mail: mail services where anybody can get an address.
        odd_endings: endings that cost little and are hardly used by firms in Germany.
        endings: all endings by which a word with a dot is recognised as an address.
    """

    brands: Mapping[str, frozenset[str]]
    offices: frozenset[str]
    shorteners: frozenset[str]
    chats: frozenset[str]
    free_mail: frozenset[str]
    odd_endings: frozenset[str]
    endings: frozenset[str]

    @property
    def official(self) -> frozenset[str]:
        """All domains that are known to be genuine."""
        return self.offices.union(*self.brands.values())


@cache
def load_addresses(path: Path = KNOWLEDGE / "scam" / "addresses.yml") -> Addresses:
    """Read what is known about addresses."""
    known = yaml.safe_load(path.read_text(encoding="utf-8"))
    brands = {name: frozenset(domains) for name, domains in known.pop("brands").items()}
    known.pop("about")
    return Addresses(brands=brands, **{name: frozenset(values) for name, values in known.items()})


def find_addresses(text: str, known: Addresses) -> Found:
    """Return the addresses in a text by what they are.

    The names are: `known_link`, `link` (any other), and with it `fake_link` (pretends to be somebody), `short_link`,
    `odd_ending`, `chat_link`; `known_mail`, `mail`, and with it `fake_mail`, `free_mail`.
    """
    found: Found = {}
    for match in _WEB.finditer(text):
        if match["ending"] and not _is_address(match[0].lower(), match["ending"].lower(), known):
            continue
        shown = match[0].rstrip(_TRAILING)
        for name in _kinds(shown, known):
            found.setdefault(name, []).append(Span(match.start(), match.start() + len(shown)))
    web = [span for spans in found.values() for span in spans]
    for match in _MAIL.finditer(text):
        place = Span(*match.span())
        if not any(place.overlaps(span) for span in web):
            for name in _mail_kinds(match["domain"].lower(), known):
                found.setdefault(name, []).append(place)
    return found


def holds_unknown_address(text: str) -> bool:
    """Tell whether a text holds the address of a web page that is not known to be genuine."""
    return "link" in find_addresses(text, load_addresses())


def pretends(host: str, known: Addresses) -> str | None:
    """Return the brand or office as which a host passes itself off, if it is not its own.

    Args:
        host: `dhl-paket.example`, without scheme and path, in lower case.
        known: what is known about addresses.
    """
    if _registrable(host) in known.official:
        return None
    spelt = _decoded(host)
    labels = re.split(r"[.\-_]", spelt)[: -1 if "." in spelt else None]
    for written in (labels, [_skeleton(label) for label in labels]):
        for brand in known.brands:
            if any(label == brand or (len(brand) >= _LONG_NAME and brand in label) for label in written):
                return brand
    for brand in known.brands:
        if len(brand) >= _LONG_NAME and any(OSA.distance(_skeleton(label), brand, score_cutoff=1) <= 1 for label in labels):
            return brand
    return None


def _mail_kinds(domain: str, known: Addresses) -> Sequence[str]:
    if _registrable(domain) in known.official:
        return ["known_mail"]
    if _registrable(domain) in known.free_mail:
        return ["mail", "free_mail"]
    return ["mail", "fake_mail"] if pretends(domain, known) else ["mail"]


def _kinds(shown: str, known: Addresses) -> Sequence[str]:
    rest = re.sub(r"^h(?:tt|xx)ps?://", "", shown, flags=re.IGNORECASE)
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0].lower()
    host = authority.rpartition("@")[2].partition(":")[0].removeprefix("www.").rstrip(".")
    if _is_ip(host) or "@" in authority:
        return ["link", "fake_link"]
    domain = _registrable(host)
    if domain in known.official:
        return ["known_link"]
    if domain in known.chats:
        return ["link", "chat_link"]
    if domain in known.shorteners:
        return ["link", "short_link"]
    kinds = ["link"]
    if pretends(host, known) or _mixes_scripts(_decoded(host)):
        kinds.append("fake_link")
    if host.rpartition(".")[2] in known.odd_endings:
        kinds.append("odd_ending")
    return kinds


def _registrable(host: str) -> str:
    """Return the part of a host that somebody has registered: `dhl.de` of `www.nolp.dhl.de`."""
    labels = host.lower().split(".")
    size = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])


def _is_address(shown: str, ending: str, known: Addresses) -> bool:
    """Whether a word with a dot in it is an address, and not the end of a sentence without a space."""
    if _registrable(re.split(r"[:/?]", shown, maxsplit=1)[0]) in known.chats | known.shorteners:
        return True
    return ending in known.endings or ending in known.odd_endings or ending.startswith("xn--")


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _decoded(host: str) -> str:
    """Return a host with its encoded labels (`xn--`, RFC 3492) as they are shown."""
    labels = []
    for label in host.split("."):
        if label.startswith("xn--"):
            with contextlib.suppress(UnicodeError):
                label = label.removeprefix("xn--").encode("ascii").decode("punycode")
        labels.append(label)
    return ".".join(labels)


def _skeleton(label: str) -> str:
    """Return what the eye reads: `sparkаsse` with a Cyrillic letter and `5parkasse` are sparkasse."""
    plain = "".join(
        char for char in unicodedata.normalize("NFD", label.translate(_LETTERS)) if unicodedata.category(char) != "Mn"
    )
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return plain


def _mixes_scripts(host: str) -> bool:
    """Whether Latin letters stand beside Cyrillic or Greek ones in the name (the ending does not count)."""
    name = host.rpartition(".")[0]
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in name if char.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1
