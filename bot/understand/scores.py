"""Counts how well understanding does on questions with known answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.understand.reader import Reading
from bot.understand.thresholds import OFFERED, OUT_OF_SCOPE, Tradeoff, certainty

URGENT = "urgent/"
_FEW_WORDS = 4
_SHOWN_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its known answer."""

    language: str
    label: str
    """Id of the catalogue, `urgent/<situation>` or `out_of_scope`."""
    text: str
    second: str | None = None
    """Another id that is right as well."""
    style: str = ""

    def accepts(self, card: str) -> bool:
        """Tell whether a card answers the question."""
        return card in (self.label, self.second)


@dataclass
class Score:
    """Counts of one group of questions."""

    asked: int = 0
    first: int = 0
    among: int = 0
    wrong: int = 0
    answered: int = 0
    out_of_scope: int = 0
    out_of_scope_answered: int = 0
    urgent: int = 0
    urgent_found: int = 0
    urgent_exact: int = 0
    false_alarms: int = 0
    language_long: int = 0
    language_long_right: int = 0
    language_short: int = 0
    language_short_right: int = 0

    def count(self, question: Question, reading: Reading) -> None:
        """Add one question."""
        right = reading.language == question.language
        if len(question.text.split()) >= _FEW_WORDS:
            self.language_long += 1
            self.language_long_right += right
        else:
            self.language_short += 1
            self.language_short_right += right
        if question.label.startswith(URGENT):
            self.urgent += 1
            self.urgent_found += reading.urgent is not None
            self.urgent_exact += reading.urgent == question.label.removeprefix(URGENT)
            return
        cards = [card for card, _ in reading.cards]
        given = reading.decision == "answer" and cards[0] != OUT_OF_SCOPE
        if question.label == OUT_OF_SCOPE:
            self.out_of_scope += 1
            self.out_of_scope_answered += given and not question.accepts(cards[0])
            return
        self.asked += 1
        self.first += question.accepts(cards[0])
        self.among += any(question.accepts(card) for card in cards[:OFFERED])
        self.answered += given
        self.wrong += given and not question.accepts(cards[0])
        self.false_alarms += reading.urgent is not None and not (question.second or "").startswith(URGENT)

    def shares(self) -> dict[str, float | None]:
        """Return the counts as shares, by the names used in the README; None is a share of nothing."""

        def share(part: int, whole: int) -> float | None:
            return round(part / whole, 4) if whole else None

        return {
            "questions": self.asked + self.out_of_scope + self.urgent,
            "right_first": share(self.first, self.asked),
            "right_among_three": share(self.among, self.asked),
            "answered": share(self.answered, self.asked),
            "wrong_answered": share(self.wrong, self.asked),
            "out_of_scope_answered": share(self.out_of_scope_answered, self.out_of_scope),
            "urgent_found": share(self.urgent_found, self.urgent),
            "urgent_exact": share(self.urgent_exact, self.urgent),
            "urgent_false_alarms": share(self.false_alarms, self.asked),
            "language_from_4_words": share(self.language_long_right, self.language_long),
            "language_1_to_3_words": share(self.language_short_right, self.language_short),
        }


@dataclass
class Scores:
    """Scores of all questions, by language, style and topic, with the confusions."""

    total: Score = field(default_factory=Score)
    by: dict[str, dict[str, Score]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Score)))
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    heard: list[tuple[Question, Reading]] = field(default_factory=list)

    @property
    def mistakes(self) -> list[tuple[Question, Reading]]:
        """What was not understood."""
        return [(question, reading) for question, reading in self.heard if not question.accepts(first_heard(question, reading))]

    def as_dict(self) -> dict[str, object]:
        """Return everything as plain data."""
        groups = {kind: {name: score.shares() for name, score in sorted(group.items())} for kind, group in self.by.items()}
        confused = [{"asked": a, "heard": h, "times": n} for (a, h), n in self.confusions.most_common(25)]
        return {"total": self.total.shares(), **groups, "confusions": confused}


def score(questions: Sequence[Question], read: Callable[[str], Reading], progress: Callable[[int], None] | None = None) -> Scores:
    """Ask all questions and count.

    Args:
        questions: what to ask.
        read: understands a text.
        progress: told how many are done.
    """
    scores = Scores()
    for done, question in enumerate(questions, start=1):
        reading = read(question.text)
        for group in (scores.total, *_groups(scores, question)):
            group.count(question, reading)
        scores.heard.append((question, reading))
        if not question.accepts(heard := first_heard(question, reading)):
            scores.confusions[question.label, heard] += 1
        if progress:
            progress(done)
    return scores


def first_heard(question: Question, reading: Reading) -> str:
    """Return what was heard first: the urgent situation if the question is one, else the likeliest card."""
    return f"{URGENT}{reading.urgent}" if question.label.startswith(URGENT) else reading.cards[0][0]


def tradeoffs(scores: Scores) -> list[Tradeoff]:
    """Return what other thresholds for answers would have given on the same questions."""
    asked = [(q, r.cards[0][0], _certain(r)) for q, r in scores.heard if not q.label.startswith(URGENT) and r.urgent is None]
    cards = [(q.accepts(card), certain) for q, card, certain in asked if q.label != OUT_OF_SCOPE and card != OUT_OF_SCOPE]
    strange = [certain for q, card, certain in asked if q.label == OUT_OF_SCOPE and not q.accepts(card)]
    real = max(1, sum(q.label != OUT_OF_SCOPE for q, _, _ in asked))
    foreign = max(1, sum(q.label == OUT_OF_SCOPE for q, _, _ in asked))
    return [
        Tradeoff(
            threshold,
            sum(p >= threshold for _, p in cards) / real,
            sum(p >= threshold and not right for right, p in cards) / real,
            sum(p >= threshold for p in strange) / foreign,
        )
        for threshold in _SHOWN_THRESHOLDS
    ]


def _certain(reading: Reading) -> float:
    first, *others = reading.cards
    return certainty(first[1], dict(others).get(OUT_OF_SCOPE, 0.0))


def card_group(language: str, card: str) -> str:
    """Return the name of the group of one card's questions in `Scores.by["card"]`."""
    return f"{language} {card}"


def _groups(scores: Scores, question: Question) -> Iterable[Score]:
    yield scores.by["card"][card_group(question.language, question.label)]
    yield scores.by["language"][question.language]
    yield scores.by["style"][f"{question.language} {question.style}".strip()]
    yield scores.by["topic"][f"{question.language} {question.label.split('/')[0] if '/' in question.label else 'dialogue'}"]
