"""Multinomial regression on dense rows, by L-BFGS (Liu, Nocedal 1989; SciPy's).

scikit-learn's finds the same, but computes with 64 bits whatever it is given: two and a half times as long for nothing,
for the vectors have eight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.understand.softmax import SoftmaxClassifier

Rows = NDArray[np.float32]


class Regression:
    """Learns the classes of rows; can go on from where it is with other rows.

    Args:
        classes: the names of the classes.
        strength: inverse of the regularisation (scikit-learn's C).
    """

    def __init__(self, classes: tuple[str, ...], strength: float) -> None:
        self._classes = classes
        self._strength = strength
        self._found: NDArray[np.float64] | None = None

    def learn(self, rows: Rows, numbers: NDArray[np.int64], weights: NDArray[np.float32], steps: int) -> None:
        """Learn for so many steps at most.

        Args:
            rows: one a text.
            numbers: the number of each text's class.
            weights: how much each text counts.
            steps: each looks at all rows once or twice.
        """
        all_texts = np.arange(len(rows))
        whole = weights.sum()
        decay = np.float32(1 / (self._strength * whole))
        shares = weights / whole
        shape = (rows.shape[1] + 1, len(self._classes))

        def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            current = flat.reshape(shape).astype(np.float32)
            scores = rows @ current[:-1] + current[-1]
            scores -= scores.max(axis=1, keepdims=True)
            right = scores[all_texts, numbers]
            error = np.exp(scores, out=scores)
            total = error.sum(axis=1)
            value = shares @ (np.log(total) - right) + decay / 2 * np.square(current[:-1]).sum()
            error *= (shares / total)[:, None]
            error[all_texts, numbers] -= shares
            slope = np.vstack([rows.T @ error + decay * current[:-1], error.sum(axis=0)])
            return float(value), slope.ravel().astype(np.float64)

        start = np.zeros(shape).ravel() if self._found is None else self._found
        options = {"maxiter": steps, "ftol": 0, "gtol": 0}
        self._found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x

    def classifier(self) -> SoftmaxClassifier:
        """Return the classifier of the present state.

        Raises:
            RuntimeError: it has learnt nothing.
        """
        if self._found is None or not self._found.any():
            raise RuntimeError("the vector's view has learnt nothing")
        weights = self._found.reshape(-1, len(self._classes)).astype(np.float32)
        return SoftmaxClassifier(self._classes, np.ascontiguousarray(weights[:-1]), weights[-1])
