"""Reads the sayings of `data/nlu/<lang>/<topic>.yml` and says which are held back for measuring."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from rapidfuzz import fuzz, process
from scipy.sparse.csgraph import connected_components

from bot.understand.patch import learnt_by_encoder, text_key
from bot.understand.spelling import spelling_key

HELD_BACK_SHARE = 5
"""One saying in five is held back."""
CARD_TOPICS = frozenset({"childcare", "school", "tenancy", "health", "fraud", "authorities", "work", "safety"})
_OTHER_TOPICS = frozenset({"urgent", "follow"})
_ALIKE = 72
"""Similarity of two keys, 0 to 100, from which two wordings count as one for the split."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that a person says, as written in the training data."""

    text: str
    intent: str
    language: str
    style: str
    second: str | None = None
    """Another intent whose card would help this person as well."""

    @property
    def meanings(self) -> tuple[str, ...]:
        """All intents that are right."""
        return (self.intent,) if self.second is None else (self.intent, self.second)

    @property
    def topic(self) -> str:
        """The file in which it stands: a topic of the catalogue, `urgent`, `follow`, `dialogue` or `out_of_scope`."""
        if self.intent == "out_of_scope":
            return self.intent
        return topic_of(self.intent) or "dialogue"


def topic_of(intent: str) -> str | None:
    """Return the topic in the name of an intent, `tenancy_deposit` -> `tenancy`; None for dialogue intents."""
    first = intent.split("_")[0]
    return first if first in CARD_TOPICS | _OTHER_TOPICS else None


def is_card(intent: str) -> bool:
    """Tell whether an intent is a question of the catalogue."""
    return topic_of(intent) in CARD_TOPICS


def card_id(intent: str) -> str:
    """Return the catalogue's id of an intent: `tenancy_deposit` -> `tenancy/deposit`."""
    return intent.replace("_", "/", 1) if topic_of(intent) else intent


def read_sayings(root: Path) -> Iterator[Saying]:
    """Yield every saying below `root` (`data/nlu`), file by file in the order of their names.

    Raises:
        ValueError: a file is not as `read_file` wants it.
    """
    for path in sorted(root.glob("*/*.yml")):
        yield from read_file(path)


def read_file(path: Path) -> Iterator[Saying]:
    """Yield the sayings of one file, `<lang>/<topic>.yml`, in Rasa's format with language and style as metadata.

    Raises:
        ValueError: a line is not an example, or the language of an entry is not that of its folder.
    """
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for entry in content["nlu"]:
        metadata = entry["metadata"]
        if metadata["lang"] != path.parent.name:
            raise ValueError(f"{path}: entry {entry['intent']} has lang {metadata['lang']}")
        for line in entry["examples"].splitlines():
            if not line.strip():
                continue
            if not line.startswith("- "):
                raise ValueError(f"{path}: not an example: {line!r}")
            yield Saying(line[2:].strip(), entry["intent"], metadata["lang"], metadata["style"], metadata.get("second"))


def held_back(sayings: Iterable[Saying], learnt: Container[int] | None = None) -> set[Saying]:
    """Return the sayings that training must not see: a fifth of each intent and language.

    Sayings that resemble each other stay on one side, so that a held-back saying is not the twin of
    one that the model has learnt. The choice hangs on the wording alone: the same data, the same split.
    What the tuned encoder has learnt from, and what resembles it, is never held back.

    Args:
        sayings: all there are.
        learnt: keys of texts that the encoder has learnt; by default, those of the encoder in use.
    """
    return _chosen(sayings, ("",), learnt_by_encoder() if learnt is None else learnt)[0]


@dataclass(frozen=True)
class Split:
    """All sayings, parted once."""

    learnable: tuple[Saying, ...]
    """All but those that measure the whole, in a fixed order."""
    judging: frozenset[Saying]
    """The fifth of these on which thresholds are fitted, chosen in the same way as `held_back`."""


def split(sayings: Sequence[Saying]) -> Split:
    """Return what training may learn from, and on what it fits thresholds; comparing all sayings takes seconds."""
    measuring, judging = _chosen(sayings, ("", "thresholds"), learnt_by_encoder())
    left = (saying for saying in sayings if saying not in measuring)
    return Split(tuple(sorted(left, key=lambda saying: (saying.language, saying.intent, saying.text))), frozenset(judging))


def _chosen(sayings: Iterable[Saying], salts: Sequence[str], learnt: Container[int]) -> list[set[Saying]]:
    """Return a fifth for the first salt, for the next a fifth of what is left, and so on."""
    groups: dict[tuple[str, str], list[Saying]] = defaultdict(list)
    for saying in sayings:
        groups[saying.intent, saying.language].append(saying)
    chosen: list[set[Saying]] = [set() for _ in salts]
    for group in groups.values():
        keys = [spelling_key(saying.text) for saying in group]
        for cluster in clusters(keys):
            if any(text_key(group[i].text) in learnt for i in cluster):
                continue
            name = min(keys[i] for i in cluster)
            for salt, fifth in zip(salts, chosen, strict=True):
                if int(hashlib.sha256(f"{salt}{name}".encode()).hexdigest(), 16) % HELD_BACK_SHARE == 0:
                    fifth.update(group[i] for i in cluster)
                    break
    return chosen


def clusters(keys: list[str]) -> list[list[int]]:
    """Return the numbers of the keys (of `spelling_key`) that resemble each other, cluster by cluster."""
    ordered = [" ".join(sorted(key.split())) for key in keys]  # the order of words does not matter
    alike = process.cdist(ordered, ordered, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.uint8, workers=-1)
    _, cluster_of = connected_components(alike, directed=False)
    clusters: dict[int, list[int]] = defaultdict(list)
    for number, cluster in enumerate(cluster_of.tolist()):
        clusters[cluster].append(number)
    return list(clusters.values())
