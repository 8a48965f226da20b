"""Golden values of principal components, by the singular value decomposition of NumPy.

    python3 tests/peers/projection_goldens.py

Writes tests/AlexNetPS.Tests/Inference/Goldens/projections.json: for embeddings that script and test compute with the same
integer hash (value), the fractions of the variance along the first two components and the coordinates of each image. The
largest value of each component is positive. More images than values, more values than images, and a rank of one.
"""
import json
import pathlib

import numpy as np


def value(index, stream):
    h = (index * 2654435761 + stream * 2246822519) & 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B & 0xFFFFFFFF
    h ^= h >> 13
    return (h % 65 - 32) / 8


def embeddings(images, length, classes):
    """Noise around a center for each class; with one class and no noise left, a line."""
    return np.array([[value(i % classes * length + c, 2) * 2 + value(i * length + c, 1) for c in range(length)]
                     for i in range(images)])


def project(x):
    centered = x - x.mean(axis=0)
    _, s, vt = np.linalg.svd(centered, full_matrices=False)
    for row in vt:
        if row[np.abs(row).argmax()] < 0:
            row *= -1
    return (s[:2] ** 2 / (centered ** 2).sum()).tolist(), (centered @ vt[:2].T).tolist()


def case(name, x, **facts):
    variance, points = project(x)
    return {"name": name, **facts, "variance": variance, "points": points}


def main():
    golden = [
        case("more images than values", embeddings(90, 17, 4), images=90, length=17, classes=4),
        case("more values than images", embeddings(14, 230, 3), images=14, length=230, classes=3),
        case("few values", embeddings(30, 3, 2), images=30, length=3, classes=2),
    ]
    path = pathlib.Path(__file__).parents[1] / "AlexNetPS.Tests/Inference/Goldens/projections.json"
    path.write_text(json.dumps(golden) + "\n")
    print([one["variance"] for one in golden])


if __name__ == "__main__":
    main()
