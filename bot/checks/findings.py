"""What a check has found, and how it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (error) or that somebody should look at (warning)."""

    severity: Severity
    where: str
    """File, and after a colon the place in it: `locales/ro/tenancy.yml:deposit.steps.2`."""
    what: str
    """A sentence for the person who writes the contents."""

    @property
    def file(self) -> str:
        """The part of `where` before the colon."""
        return self.where.partition(":")[0]

    @property
    def place(self) -> str:
        """The part of `where` after the colon; empty if the whole file is meant."""
        return self.where.partition(":")[2]


def error(where: str, what: str) -> Finding:
    """Return a finding that blocks a release."""
    return Finding("error", where, what)


def warning(where: str, what: str) -> Finding:
    """Return a finding that does not block a release."""
    return Finding("warning", where, what)


def report(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the lines of the report: the findings by file, errors first, then how many there are."""
    ordered = sorted(set(findings), key=lambda f: (f.file, f.severity, f.place, f.what))
    file = None
    for finding in ordered:
        if finding.file != file:
            yield finding.file if file is None else f"\n{finding.file}"
            file = finding.file
        place = f"{finding.place}: " if finding.place else ""
        yield f"  {finding.severity:<8} {place}{finding.what}"
    counts = [sum(f.severity == severity for f in ordered) for severity in ("error", "warning")]
    summary = ", ".join(_counted(n, word) for n, word in zip(counts, ("error", "warning"), strict=True))
    yield f"\n{summary}" if ordered else summary


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
