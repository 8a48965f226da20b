"""Golden values of confident learning (Northcutt, Jiang, Chuang 2021), by the published formulas in NumPy.

    python3 tests/peers/label_error_goldens.py

Writes tests/AlexNetPS.Tests/Inference/Goldens/label-errors.json. The probabilities are float32 quotients of small whole
numbers that script and test compute with the same integer hash (value). Thresholds are the mean self-confidence of each
class; an image counts in the confident joint as the most probable of the classes that reach their threshold. Suspects are
the images off the diagonal whose given class is not the most probable one; their scores are the normalized margin and the
self-confidence, turned so that 1 is the surest error. One class has no image, and one image is alone in its class.
"""
import json
import pathlib

import numpy as np

IMAGES, CLASSES, TOLERANCE = 240, 6, 1e-6


def value(index, stream):
    h = (index * 2654435761 + stream * 2246822519) & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    return h


def inputs():
    weights = np.array([[value(i * CLASSES + c, 1) % 9 + 1 for c in range(CLASSES)] for i in range(IMAGES)], np.float32)
    true = [value(i, 2) % 4 for i in range(IMAGES)]
    for i, c in enumerate(true):
        weights[i, c] += value(i, 3) % 24
    labels = np.array([c if value(i, 4) % 5 else (c + 1) % 4 for i, c in enumerate(true)])
    labels[17] = 4
    p = weights / weights.sum(axis=1, dtype=np.float32, keepdims=True)
    return p.astype(np.float32), labels


def main():
    p, labels = inputs()
    wide = p.astype(np.float64)
    thresholds = [float(wide[labels == j, j].mean()) if (labels == j).any() else None for j in range(CLASSES)]
    reached = wide >= np.array([np.inf if t is None else t for t in thresholds]) - TOLERANCE
    masked = np.where(reached, wide, -1)
    confident = np.where(reached.any(axis=1), masked.argmax(axis=1), -1)
    joint = np.zeros((CLASSES, CLASSES), int)
    for given, other in zip(labels, confident):
        if other >= 0:
            joint[given, other] += 1
    suspects = []
    for i, (given, other) in enumerate(zip(labels, confident)):
        rest = np.delete(wide[i], given).max()
        if other >= 0 and other != given and rest > wide[i, given]:
            suspects.append({"image": i, "given": int(given), "suggested": int(other),
                             "normalizedMargin": (1 - (wide[i, given] - rest)) / 2,
                             "selfConfidence": 1 - wide[i, given]})
    golden = {"images": IMAGES, "classes": CLASSES, "thresholds": thresholds, "joint": joint.tolist(), "suspects": suspects}
    path = pathlib.Path(__file__).parents[1] / "AlexNetPS.Tests/Inference/Goldens/label-errors.json"
    path.write_text(json.dumps(golden) + "\n")
    print(len(suspects), joint.tolist(), thresholds)


if __name__ == "__main__":
    main()
