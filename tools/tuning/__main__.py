"""Tunes the encoder on the sayings: `python -m tools.tuning` writes data/encoder/tuned.npz.

The sayings that measure the whole, and those on which thresholds are fitted, are left out: the encoder must
be as strange to them as it is to a new person's words.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as nnf

from bot.settings import ENCODER_PATCH, SAYINGS, VECTORS
from bot.understand.augment import respellings
from bot.understand.encoder import base_model_path, tuned_model_path
from bot.understand.patch import Patch, text_key
from bot.understand.sayings import Saying, read_sayings, split
from bot.understand.spelling import clean
from bot.understand.transliterate import for_encoder
from bot.understand.vectors import VectorStore, vectors_of
from tools.tuning.e5_file import E5File
from tools.tuning.first_view import letters_say
from tools.tuning.network import Encoder, TunedEncoder, half_precision

_BATCH = 32
_LONGEST = 96
_FIRST_SHARES = (0.6, 0.6)
"""How much the letters' view and the encoder count together, to begin with."""
_EASY = 0.35
_EASY_SEEN = 0.4
"""A saying with a loss below the one is seen in the next epoch with the chance of the other."""
_RESPELLED = 0.5
_SPELLINGS = 3
_WARM_UP = 80
_SMOOTHING = 0.05
_FIRST_SCALE = 3.0
_SORTED_TOGETHER = 20
_HEADS_FASTER = 5
_HEADS_FROM = 50
"""So many sayings of a class show where its head begins; more would only take time."""
_TOLD_EVERY = 20


class Pace:
    """How much of a tuning is done: by its steps, or by its time where that runs out earlier.

    Args:
        steps: so many steps there are.
        limit: so many seconds, counted from `begin`.
    """

    def __init__(self, steps: int, limit: float) -> None:
        self.steps, self._limit = steps, limit
        self.begin()

    def begin(self) -> None:
        """Count from now."""
        self._began = time.monotonic()

    def seconds(self) -> float:
        """Return the seconds since the beginning."""
        return time.monotonic() - self._began

    def gone(self, step: int) -> float:
        """Return the part that is done after so many steps, 1 or more at the end."""
        return max(step / self.steps, self.seconds() / self._limit)


@dataclass(frozen=True)
class Lesson:
    """A saying with the tokens of its spellings; the first is as it was written."""

    intent: str
    second: str
    """The other intent that is right as well; the same again if there is none."""
    spellings: tuple[tuple[int, ...], ...]
    letters: NDArray[np.float32]
    """What its letters say to one who has not learnt it: the logarithm of the probability of each class."""


def main() -> None:
    """Tune, write the changes and the vectors of all sayings."""
    parser = argparse.ArgumentParser(prog="python -m tools.tuning", description=__doc__)
    parser.add_argument("--epochs", type=int, default=5, help="how often every saying is seen; 0 only computes vectors anew")
    parser.add_argument(
        "--minutes", type=float, default=float("inf"), help="end after so many minutes of learning, the step size down by then"
    )
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--anew", action="store_true", help="begin with the package's weights instead of the tuned ones")
    parser.add_argument("--limit", type=int, help="learn from so many sayings only, to see that it works")
    options = parser.parse_args()
    torch.manual_seed(0)
    rng = random.Random(0)
    trained, learnt = for_training()
    learnt = rng.sample(learnt, options.limit) if options.limit else learnt
    earlier = Patch({}, frozenset()) if options.anew else Patch.read()
    file = E5File(base_model_path() if options.anew else tuned_model_path())
    told = letters_say(learnt) if options.epochs else []
    lessons = [lesson(saying, letters, file, rng) for saying, letters in zip(learnt, told, strict=False)]
    used = {token for saying in trained for token in file.tokens(_as_encoded(saying.text, saying.language))}
    encoder = Encoder(file, used.union(*(spelling for lesson in lessons for spelling in lesson.spellings)))
    if options.epochs:
        pace = Pace(options.epochs * len(lessons) // _BATCH, options.minutes * 60)
        tune(encoder, lessons, pace, options.rate, rng, lambda: save(encoder, file, earlier, learnt))
    store = VectorStore(VECTORS, lambda: TunedEncoder(encoder, file))
    vectors_of(trained, store, lambda group, done, total: print(f"vectors of {group}: {done} of {total}", flush=True))
    print("Now run `make train`.")


def tune(
    encoder: Encoder, lessons: Sequence[Lesson], pace: Pace, rate: float, rng: random.Random, save: Callable[[], None]
) -> None:
    """Teach the encoder to tell intents apart, alone and together with the letters' view, telling the loss as it goes.

    What both know already together (easy lessons) is not seen in every epoch.

    Args:
        encoder: is changed.
        lessons: what to learn from.
        pace: how long to learn.
        rate: the step size of the layers at its largest.
        rng: the source of chance.
        save: called after every epoch.
    """
    classes = {intent: number for number, intent in enumerate(sorted({lesson.intent for lesson in lessons}))}
    centre, heads = first_heads(encoder, _some_of_each(lessons, rng), classes)
    scale = nn.Parameter(torch.tensor(_FIRST_SCALE))
    shares = nn.Parameter(torch.tensor(_FIRST_SHARES))
    easy: set[int] = set()
    counts = Counter(lesson.intent for lesson in lessons)
    usual = float(np.median(list(counts.values())))
    weights = torch.tensor([(usual / counts[intent]) ** 0.5 for intent in classes])
    layers = [parameter for name, parameter in encoder.named_parameters() if not name.startswith("word")]
    optimiser = torch.optim.AdamW(
        [
            {"params": layers, "lr": rate},
            {"params": encoder.word.parameters(), "lr": rate, "weight_decay": 0.0},
            {"params": [heads, scale, centre, shares], "lr": rate * _HEADS_FASTER},
        ],
        weight_decay=0.01,
        betas=(0.9, 0.98),  # a longer memory would let rare tokens jump when they come
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1, step / _WARM_UP) * max(0.02, 1 - pace.gone(step)))
    step, recent = 0, 0.0
    encoder.train()
    pace.begin()
    while pace.gone(step) < 1:
        for batch in _batches([o for o in lessons if id(o) not in easy or rng.random() < _EASY_SEEN], rng):
            if pace.gone(step) >= 1:
                break
            texts = [rng.choice(o.spellings) if rng.random() < _RESPELLED else o.spellings[0] for o in batch]
            with half_precision():
                found = encoder(*encoder.batch(texts)).float()
            scores = scale.exp() * nnf.normalize(found - centre, dim=-1) @ nnf.normalize(heads, dim=-1).T
            letters = torch.from_numpy(np.stack([lesson.letters for lesson in batch]))
            together = nnf.log_softmax(shares[0] * letters + shares[1] * scores, dim=-1)
            target = _target(batch, classes)
            losses = -(together.detach() * target).sum(-1)
            for lesson, lost in zip(batch, losses.tolist(), strict=True):
                (easy.add if lost < _EASY else easy.discard)(id(lesson))
            loss = torch.stack(
                [nnf.cross_entropy(said, target, weight=weights, label_smoothing=_SMOOTHING) for said in (scores, together)]
            ).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            recent += loss.item() / _TOLD_EVERY
            if step % _TOLD_EVERY == 0:
                gone = f"{pace.gone(step):.0%}, {pace.seconds():.0f} s"
                print(f"step {step} of {pace.steps}, {gone}, loss {recent:.2f}, {len(easy)} easy", flush=True)
                recent = 0.0
        save()


def _target(batch: Sequence[Lesson], classes: Mapping[str, int]) -> Tensor:
    target = torch.zeros(len(batch), len(classes))
    for row, lesson in zip(target, batch, strict=True):
        row[classes[lesson.intent]] += 0.5
        row[classes[lesson.second]] += 0.5
    return target


def first_heads(encoder: Encoder, lessons: Sequence[Lesson], classes: Iterable[str]) -> tuple[nn.Parameter, nn.Parameter]:
    """Return the mean of all vectors and, for every class, the direction in which its sayings lie from there."""
    encoder.eval()
    by_length = sorted(lessons, key=lambda lesson: len(lesson.spellings[0]))
    with torch.no_grad(), half_precision():
        parts = (by_length[i : i + _BATCH] for i in range(0, len(by_length), _BATCH))
        vectors = torch.cat([encoder(*encoder.batch([lesson.spellings[0] for lesson in part])).float() for part in parts])
    centre = vectors.mean(0)
    members = [[i for i, lesson in enumerate(by_length) if lesson.intent == intent] for intent in classes]
    heads = torch.stack([nnf.normalize((vectors[rows] - centre).mean(0), dim=0) for rows in members])
    return nn.Parameter(centre), nn.Parameter(heads)


def _some_of_each(lessons: Sequence[Lesson], rng: random.Random) -> list[Lesson]:
    members: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        members[lesson.intent].append(lesson)
    return [lesson for group in members.values() for lesson in rng.sample(group, min(_HEADS_FROM, len(group)))]


def for_training() -> tuple[list[Saying], list[Saying]]:
    """Return the sayings from which the bot learns, and of these the ones from which the encoder may learn."""
    parted = split(list(read_sayings(SAYINGS)))
    return list(parted.learnable), [saying for saying in parted.learnable if saying not in parted.judging]


def lesson(saying: Saying, letters: NDArray[np.float32], file: E5File, rng: random.Random) -> Lesson:
    """Return a saying with some respellings of it, as tokens, and with what its letters say."""
    texts = [saying.text, *respellings(saying.text, saying.language, rng, _SPELLINGS)]
    spellings = (tuple(file.tokens(_as_encoded(text, saying.language))[:_LONGEST]) for text in texts)
    return Lesson(saying.intent, saying.meanings[-1], tuple(spellings), letters)


def save(encoder: Encoder, file: E5File, earlier: Patch, sayings: Sequence[Saying]) -> None:
    """Write the changes where the bot looks for them, with those of earlier tunings that still hold."""
    original = base_model_path().read_bytes()
    changes = {**earlier.changes, **encoder.changes(file)}
    different = {offset: new for offset, new in changes.items() if original[offset : offset + len(new)] != new}
    Patch(different, earlier.learnt | {text_key(saying.text) for saying in sayings}).save()
    print(f"{ENCODER_PATCH.name}: {ENCODER_PATCH.stat().st_size / 1e6:.1f} MB", flush=True)


def _as_encoded(text: str, language: str) -> str:
    return for_encoder(clean(text), language)


def _batches(lessons: Sequence[Lesson], rng: random.Random) -> list[list[Lesson]]:
    """Shuffle, but put texts of like length together, so that little is computed for padding."""
    order = list(lessons)
    rng.shuffle(order)
    batches = []
    for i in range(0, len(order), _BATCH * _SORTED_TOGETHER):
        block = sorted(order[i : i + _BATCH * _SORTED_TOGETHER], key=lambda lesson: len(lesson.spellings[0]))
        batches += [block[j : j + _BATCH] for j in range(0, len(block), _BATCH)]
    rng.shuffle(batches)
    return batches


if __name__ == "__main__":
    main()
