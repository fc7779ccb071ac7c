"""The encoder as a PyTorch network, with the weights of the 4-bit file; gives the same vectors (cosine 0.9999)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as nnf

from tools.tuning.e5_file import BLOCK, E5File, pack

_LINEAR = ("q", "k", "v", "ao", "fi", "fo")
_NORMS = ("aln", "oln")
_ROUNDED_EVERY = 4


def half_precision() -> torch.autocast:
    """Return a context in which products are computed with 16 bits, if this processor does that faster.

    AVX-512 BF16 and AMX do. Where they must be imitated, 16 bits take eight times as long as 32 (measured on AVX2).
    """
    able = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=able)


class Rounded(nn.Linear):
    """A linear layer that learns with its weights as the file will store them; gradients pass as if not rounded.

    Four steps hardly move a weight: what rounding changes is found anew every fourth time, for it costs a sixth of a step.
    """

    def __init__(self, into: int, out: int) -> None:
        super().__init__(into, out)
        self._step = 0
        self._difference = torch.zeros(())

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return nnf.linear(x, self.weight, self.bias)
        if self._step % _ROUNDED_EVERY == 0:
            self._difference = rounding(self.weight)
        self._step += 1
        return nnf.linear(x, self.weight + self._difference, self.bias)


class Layer(nn.Module):
    """One transformer layer of BERT's kind."""

    def __init__(self, file: E5File, number: int) -> None:
        super().__init__()
        self.heads = file.heads
        shapes = dict.fromkeys(("q", "k", "v", "ao"), (file.hidden, file.hidden))
        shapes |= {"fi": (file.inner, file.hidden), "fo": (file.hidden, file.inner)}
        for name in _LINEAR:
            out, into = shapes[name]
            linear = Rounded(into, out)
            linear.weight.data = torch.from_numpy(file.packed(f"l{number}.{name}.w", out, into))
            linear.bias.data = torch.from_numpy(file.plain(f"l{number}.{name}.b", out))
            self.add_module(name, linear)
        for name in _NORMS:
            self.add_module(name, _norm(file, f"l{number}.{name}"))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the states after this layer."""
        batch, length, hidden = x.shape

        def split(states: Tensor) -> Tensor:
            return states.view(batch, length, self.heads, hidden // self.heads).transpose(1, 2)

        # PyTorch's own attention takes a third of a step on a processor: its way back is written for long texts
        alike = split(self.q(x)) @ split(self.k(x)).transpose(2, 3) / (hidden // self.heads) ** 0.5
        attended = alike.masked_fill(~mask, float("-inf")).softmax(-1).to(x.dtype) @ split(self.v(x))
        joined = attended.transpose(1, 2).reshape(batch, length, hidden)
        x = self.aln(x + self.ao(joined))
        return self.oln(x + self.fo(nnf.gelu(self.fi(x))))


class Encoder(nn.Module):
    """The whole encoder, with the embeddings of only those tokens that occur.

    Args:
        file: the model file.
        tokens: the tokens that occur.
    """

    def __init__(self, file: E5File, tokens: set[int]) -> None:
        super().__init__()
        self.tokens = sorted(tokens)
        self._row = {token: row for row, token in enumerate(self.tokens)}
        self.word = nn.Embedding(len(self.tokens), file.hidden)
        self.word.weight.data = torch.from_numpy(file.packed("emb.word", file.vocabulary, file.hidden, rows=self.tokens))
        positions = torch.from_numpy(file.plain("emb.pos", file.positions, file.hidden))
        self.register_buffer("fixed", positions + torch.from_numpy(file.plain("emb.type", file.hidden)))
        self.eln = _norm(file, "emb.ln")
        self.layers = nn.ModuleList(Layer(file, number) for number in range(file.layers))

    def batch(self, texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Return rows of embeddings and a mask for texts of tokens."""
        ids = torch.zeros(len(texts), max(map(len, texts)), dtype=torch.long)
        mask = torch.zeros(ids.shape, dtype=torch.bool)
        for i, text in enumerate(texts):
            ids[i, : len(text)] = torch.tensor([self._row[token] for token in text])
            mask[i, : len(text)] = True
        return ids, mask

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return a vector of length one a text: the mean of its tokens' states."""
        words = self.word(ids)
        x = self.eln((rounded(words) if self.training else words) + self.fixed[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        weights = mask.unsqueeze(-1).float()
        return nnf.normalize(((x * weights).sum(1) / weights.sum(1)).float(), dim=-1)

    def changes(self, file: E5File) -> dict[int, bytes]:
        """Return the new bytes of the file by their offset, as `bot.understand.patch` keeps them."""
        rows = pack(self.word.weight.detach().numpy())
        size, start = file.row_bytes(), file.offset("emb.word")
        result = {start + token * size: rows[row * size : (row + 1) * size] for row, token in enumerate(self.tokens)}
        result |= _plain_changes(file, "emb.ln", self.eln)
        for number, layer in enumerate(self.layers):
            for name in _LINEAR:
                linear = getattr(layer, name)
                result[file.offset(f"l{number}.{name}.w")] = pack(linear.weight.detach().numpy())
                result[file.offset(f"l{number}.{name}.b")] = linear.bias.detach().numpy().tobytes()
            for name in _NORMS:
                result |= _plain_changes(file, f"l{number}.{name}", getattr(layer, name))
        return result


class TunedEncoder:
    """The network as the bot's `Encoder`: many texts at once."""

    def __init__(self, network: Encoder, file: E5File) -> None:
        self.dimensions = file.hidden
        self._network = network.eval()
        self._file = file
        with torch.no_grad():
            for module in network.modules():
                if isinstance(module, Rounded | nn.Embedding):
                    module.weight.copy_(rounded(module.weight))

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row a text."""
        with torch.no_grad(), half_precision():
            return self._network(*self._network.batch([self._file.tokens(text) for text in texts])).numpy()


def rounded(weights: Tensor) -> Tensor:
    """Return weights rounded to four bits as `pack` does it, with a straight-through gradient."""
    return weights + rounding(weights)


@torch.no_grad()
def rounding(weights: Tensor) -> Tensor:
    """Return what must be added to weights so that they are rounded to four bits."""
    blocks = weights.reshape(-1, BLOCK)
    furthest = blocks.gather(1, blocks.abs().argmax(dim=1, keepdim=True))
    scale = (furthest / -8).half().float()
    inverse = torch.where(scale == 0, scale, 1 / scale)
    steps = blocks.mul(inverse).add_(8.5).floor_().clamp_(0, 15).sub_(8)
    return steps.mul_(scale).view_as(weights) - weights


def _norm(file: E5File, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(file.hidden, eps=file.epsilon)
    norm.weight.data = torch.from_numpy(file.plain(f"{name}.w", file.hidden))
    norm.bias.data = torch.from_numpy(file.plain(f"{name}.b", file.hidden))
    return norm


def _plain_changes(file: E5File, name: str, norm: nn.LayerNorm) -> dict[int, bytes]:
    return {
        file.offset(f"{name}.w"): norm.weight.detach().numpy().tobytes(),
        file.offset(f"{name}.b"): norm.bias.detach().numpy().tobytes(),
    }
