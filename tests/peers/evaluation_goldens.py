"""Golden values of an evaluation: averages over classes by scikit-learn, bins of a reliability diagram by NumPy.

    ../shared/tools/debian13 --with python3-sklearn python3 tests/peers/evaluation_goldens.py

Writes tests/AlexNetPS.Tests/Inference/Goldens/evaluations.json. The averages are those of classification_report with
zero_division=0; in each case classes are missing from the labels, from the predictions, or from both. The probabilities
of the bins are multiples of 1/480, some of them on the bound of two bins, with an image in every fifth bin left out.
"""
import json
import pathlib

import numpy as np
from sklearn.metrics import classification_report

BINS = 15


def averages(name, classes, actual, predicted):
    report = classification_report(actual, predicted, output_dict=True, zero_division=0)

    def of(kind):
        return {"precision": report[kind]["precision"], "recall": report[kind]["recall"], "f1": report[kind]["f1-score"]}

    return {"name": name, "classes": classes, "actual": [int(x) for x in actual], "predicted": [int(x) for x in predicted],
            "macro": of("macro avg"), "weighted": of("weighted avg")}


def reliability():
    numerators = np.array([n for n in range(1, 481) if (n - 1) // 32 % 5 != 4])
    p, right = numerators / 480, numerators % 7 < 4
    which = np.clip(np.ceil(np.round(p * BINS, 9)).astype(int) - 1, 0, BINS - 1)
    return {"numerators": numerators.tolist(), "bins": [
        {"from": m / BINS, "to": (m + 1) / BINS, "count": int((which == m).sum()),
         "confidence": float(p[which == m].mean()) if (which == m).any() else 0,
         "accuracy": float(right[which == m].mean()) if (which == m).any() else 0} for m in range(BINS)]}


def main():
    rng = np.random.default_rng(5)
    actual = rng.integers(0, 6, 90)
    noisy = np.where(rng.random(90) < 0.6, actual, rng.integers(0, 6, 90))
    golden = {"averages": [
        averages("all classes", 6, actual, noisy),
        averages("a class only predicted", 4, [0, 0, 1, 1, 1], [0, 3, 1, 1, 0]),
        averages("a class never predicted", 4, [0, 0, 1, 1, 2, 2, 3], [0, 1, 1, 1, 0, 1, 3]),
        averages("a class in neither", 5, [0, 0, 2, 2, 4], [0, 2, 2, 4, 4]),
        averages("nothing right", 3, [0, 1], [1, 2]),
    ], "reliability": reliability()}
    path = pathlib.Path(__file__).parents[1] / "AlexNetPS.Tests/Inference/Goldens/evaluations.json"
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
