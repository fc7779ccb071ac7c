"""Tunes the encoder on the sayings: `python -m tools.tuning` writes data/encoder/tuned.npz.

The sayings that measure the whole, and those on which thresholds are fitted, are left out: the encoder must
be as strange to them as it is to a new person's words.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional as nnf

from bot.settings import ENCODER_PATCH, SAYINGS
from bot.understand.augment import respellings
from bot.understand.encoder import base_model_path
from bot.understand.sayings import Saying, held_back, read_sayings
from bot.understand.spelling import clean
from bot.understand.transliterate import for_encoder
from tools.tuning.e5_file import E5File
from tools.tuning.network import Encoder

_BATCH = 64
_LONGEST = 96
_DROPOUT = 0.1
_RESPELLED = 0.5
_SPELLINGS = 3
_WARM_UP = 80
_SMOOTHING = 0.05
_FIRST_SCALE = 3.0
_SORTED_TOGETHER = 20


def main() -> None:
    """Tune, telling the loss as it goes, and write the changes."""
    parser = argparse.ArgumentParser(prog="python -m tools.tuning", description=__doc__)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--limit", type=int, help="learn from so many sayings only, to see that it works")
    options = parser.parse_args()
    torch.manual_seed(0)
    rng = random.Random(0)
    sayings = learnable()
    if options.limit:
        sayings = rng.sample(sayings, options.limit)
    file = E5File(base_model_path())
    known: dict[str, list[int]] = {}

    def tokens(text: str) -> list[int]:
        return known.setdefault(text, file.tokens(text)[:_LONGEST]) if text not in known else known[text]

    spellings = {saying: _spellings(saying, rng) for saying in sayings}
    encoder = Encoder(file, {token for texts in spellings.values() for text in texts for token in tokens(text)})
    classes = {intent: number for number, intent in enumerate(sorted({saying.intent for saying in sayings}))}
    encoder.eval()
    with torch.no_grad():
        vectors = torch.cat([
            encoder(*encoder.batch([tokens(spellings[saying][0]) for saying in sayings[i : i + _BATCH]]))
            for i in range(0, len(sayings), _BATCH)
        ])  # fmt: skip
    centre = nn.Parameter(vectors.mean(0))
    rows = [[i for i, saying in enumerate(sayings) if saying.intent == intent] for intent in classes]
    heads = nn.Parameter(torch.stack([nnf.normalize((vectors[row] - centre.data).mean(0), dim=0) for row in rows]))
    scale = nn.Parameter(torch.tensor(_FIRST_SCALE))
    counts = Counter(saying.intent for saying in sayings)
    usual = float(np.median(list(counts.values())))
    weights = torch.tensor([(usual / counts[intent]) ** 0.5 for intent in classes])
    layers = [parameter for name, parameter in encoder.named_parameters() if not name.startswith("word")]
    optimiser = torch.optim.AdamW(
        [
            {"params": layers, "lr": options.rate},
            {"params": encoder.word.parameters(), "lr": options.rate * 2, "weight_decay": 0.0},
            {"params": [heads, scale, centre], "lr": 2e-3},
        ],
        weight_decay=0.01,
    )
    steps = options.epochs * len(sayings) // _BATCH
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1, step / _WARM_UP) * max(0.02, 1 - step / steps))
    began, step = time.monotonic(), 0
    encoder.train()
    for _ in range(options.epochs):
        for batch in _batches(sayings, rng, lambda saying: len(tokens(spellings[saying][0]))):
            texts = [rng.choice(spellings[s]) if rng.random() < _RESPELLED else spellings[s][0] for s in batch]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = encoder(*encoder.batch([tokens(text) for text in texts]), _DROPOUT).float()
            scores = scale.exp() * nnf.normalize(found - centre, dim=-1) @ nnf.normalize(heads, dim=-1).T
            target = torch.tensor([classes[saying.intent] for saying in batch])
            loss = nnf.cross_entropy(scores, target, weight=weights, label_smoothing=_SMOOTHING)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 20 == 0:
                print(f"step {step} of {steps}, loss {loss.item():.2f}, {time.monotonic() - began:.0f} s", flush=True)
        save(encoder.changes(file))


def learnable() -> list[Saying]:
    """Return the sayings from which the encoder may learn."""
    sayings = list(read_sayings(SAYINGS))
    measuring = held_back(sayings)
    rest = [saying for saying in sayings if saying not in measuring]
    thresholds = held_back((s for s in rest if s.topic != "urgent"), salt="thresholds")
    urgent = {s for s in held_back(rest, salt="urgent") if s.topic == "urgent"}
    return [saying for saying in rest if saying not in thresholds | urgent]


def save(changes: list[tuple[int, bytes]]) -> None:
    """Write the changes where the bot looks for them."""
    ENCODER_PATCH.parent.mkdir(parents=True, exist_ok=True)
    np.savez(
        ENCODER_PATCH,
        offsets=np.array([offset for offset, _ in changes], np.int64),
        lengths=np.array([len(content) for _, content in changes], np.int64),
        content=np.frombuffer(b"".join(content for _, content in changes), np.uint8),
    )
    print(f"{ENCODER_PATCH.name}: {ENCODER_PATCH.stat().st_size / 1e6:.1f} MB. Now run `make train`.")


def _spellings(saying: Saying, rng: random.Random) -> list[str]:
    texts = [saying.text, *respellings(saying.text, saying.language, rng, _SPELLINGS)]
    return [for_encoder(clean(text), saying.language) for text in texts]


def _batches(sayings: Sequence[Saying], rng: random.Random, length: object) -> list[list[Saying]]:
    """Shuffle, but put texts of like length together, so that little is computed for padding."""
    order = list(sayings)
    rng.shuffle(order)
    batches = []
    for i in range(0, len(order), _BATCH * _SORTED_TOGETHER):
        block = sorted(order[i : i + _BATCH * _SORTED_TOGETHER], key=length)  # type: ignore[arg-type]
        batches += [block[j : j + _BATCH] for j in range(0, len(block), _BATCH)]
    rng.shuffle(batches)
    return batches


if __name__ == "__main__":
    main()
