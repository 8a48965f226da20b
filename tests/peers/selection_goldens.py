"""Golden values for scores of uncertainty and farthest-first selection, by NumPy in float64.

    python3 tests/peers/selection_goldens.py

Writes tests/AlexNetPS.Tests/Inference/Goldens/selection.json. Logits and embeddings are multiples of 1/8 that script and test
compute with the same integer hash (value), so that float32 holds them exactly.
"""
import json
import pathlib

import numpy as np

IMAGES, CLASSES, LENGTH, KNOWN = 60, 7, 37, 9


def value(index, stream):
    h = (index * 2654435761 + stream * 2246822519) & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    return (h % 65 - 32) / 8


def table(rows, columns, stream):
    return np.array([[value(r * columns + c, stream) for c in range(columns)] for r in range(rows)])


def distances(a, b, metric):
    if metric == "Euclidean":
        return np.linalg.norm(a[:, None] - b[None], axis=2)
    return 1 - (a @ b.T) / (np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)[None])


def farthest_first(pool, known, count, metric):
    """Rows of pool, which is in the order of descending scores: k-center greedy by the whole table of distances."""
    between = distances(pool, pool, metric)
    nearest = distances(pool, known, metric).min(axis=1) if known is not None else np.full(len(pool), np.inf)
    chosen, gaps = [], []
    while len(chosen) < count:
        open_rows = [row for row in range(len(pool)) if row not in chosen]
        best = max(open_rows, key=lambda row: (nearest[row], -row))
        chosen.append(best)
        gaps.append(None if np.isinf(nearest[best]) else float(nearest[best]))
        nearest = np.minimum(nearest, between[best])
    return {"rows": chosen, "distances": gaps}


def main():
    logits = table(IMAGES, CLASSES, 1)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = shifted / shifted.sum(axis=1, keepdims=True)
    top = -np.sort(-p, axis=1)
    scores = {
        "leastConfidence": ((1 - top[:, 0]) * CLASSES / (CLASSES - 1)).tolist(),
        "margin": (1 - (top[:, 0] - top[:, 1])).tolist(),
        "entropy": (-(p * np.log(p)).sum(axis=1) / np.log(CLASSES)).tolist(),
    }
    pool, known = table(IMAGES, LENGTH, 2), table(KNOWN, LENGTH, 3)
    selections = {f"{metric}{' known' if with_known else ''}": farthest_first(pool, known if with_known else None, 20, metric)
                  for metric in ("Euclidean", "Cosine") for with_known in (False, True)}
    path = pathlib.Path(__file__).parents[1] / "AlexNetPS.Tests/Inference/Goldens/selection.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"images": IMAGES, "classes": CLASSES, "length": LENGTH, "known": KNOWN, "scores": scores,
                                "selections": selections}, indent=1) + "\n")


main()
