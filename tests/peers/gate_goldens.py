"""Golden values for the gate: expected calibration error by NumPy, McNemar's exact test and the paired bootstrap by SciPy.

    python3 tests/peers/gate_goldens.py

Writes tests/AlexNetPS.Tests/Inference/Goldens/gates.json. Logits are multiples of 1/8 that script and test compute with the
same integer hash (value), so that float32 holds them exactly. The bound of the bootstrap is that of scipy.stats.bootstrap
(percentile, 10,000 resamples), and "exact" the quantile of the distribution that it draws from.
"""
import json
import pathlib

import numpy as np
from scipy import stats

IMAGES, CLASSES, BINS = 400, 5, 15
CONFIDENCE = 0.99


def value(index, stream):
    h = (index * 2654435761 + stream * 2246822519) & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    return (h % 65 - 32) / 8


def calibration_error(p, labels):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
    which = np.digitize(confidence, np.linspace(0, 1, BINS + 1), right=True)
    return float(sum((which == m).mean() * abs(right[which == m].mean() - confidence[which == m].mean())
                     for m in range(1, BINS + 1) if (which == m).any()))


def exact_quantile(n, worse, better, level):
    """Quantile of (a - b) / n for (a, b, rest) multinomial with the observed fractions."""
    up, down = np.zeros(2 * n + 1), 0
    total = worse + better
    for count in range(n + 1):
        weight = stats.binom.pmf(count, n, total / n)
        if weight < 1e-15:
            continue
        a = np.arange(count + 1)
        up[2 * a - count + n] += weight * stats.binom.pmf(a, count, worse / total)
    return float((np.searchsorted(np.cumsum(up), level) - n) / n)


def bootstrap(n, worse, better):
    x = np.concatenate([np.ones(worse), -np.ones(better), np.zeros(n - worse - better)])
    found = stats.bootstrap((x,), np.mean, n_resamples=10_000, batch=500, method="percentile", alternative="greater",
                            confidence_level=CONFIDENCE, rng=np.random.default_rng(1))
    return {"images": n, "worse": worse, "better": better, "scipy": float(found.confidence_interval.low),
            "exact": exact_quantile(n, worse, better, 1 - CONFIDENCE)}


def main():
    logits = np.array([[value(r * CLASSES + c, 1) for c in range(CLASSES)] for r in range(IMAGES)])
    labels = np.array([int(value(r, 2) * 8 + 32) % CLASSES for r in range(IMAGES)])
    # Half of the images get the label that is predicted, so that the accuracy is above chance.
    labels[::2] = logits[::2].argmax(axis=1)
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    pairs = [(0, 0), (5, 0), (0, 5), (3, 3), (30, 12), (12, 30), (153, 148), (900, 700), (10_200, 10_000), (1, 400)]
    golden = {
        "images": IMAGES,
        "classes": CLASSES,
        "calibrationError": calibration_error(p, labels),
        "mcnemar": [{
            "worse": b, "better": c,
            "oneSided": float(stats.binomtest(b, b + c, 0.5, alternative="greater").pvalue) if b + c else 1.0,
            "twoSided": float(stats.binomtest(b, b + c, 0.5).pvalue) if b + c else 1.0,
        } for b, c in pairs],
        "bootstrap": [bootstrap(*one) for one in
                      [(1200, 170, 140), (1200, 60, 20), (1200, 5, 0), (100, 8, 3), (5000, 700, 650), (300, 0, 4)]],
    }
    path = pathlib.Path(__file__).parents[1] / "AlexNetPS.Tests/Inference/Goldens/gates.json"
    path.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
