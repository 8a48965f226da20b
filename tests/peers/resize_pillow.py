#!/usr/bin/env python3
"""Compares the images of a prepared store with what Pillow makes of their files.

    python3 tests/peers/resize_pillow.py STORE [--count N]

Opens the store with numpy alone, decodes each file with Pillow, resizes it with Image.BILINEAR to the stored size, and
prints the largest difference in gray levels and the share of values that differ. Fails above one level.
"""
import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("store", type=Path)
    parser.add_argument("--count", type=int, default=0, help="images to compare, 0 for all")
    arguments = parser.parse_args()
    manifest = json.loads((arguments.store / "dataset.json").read_text(encoding="utf-8"))
    pixels = np.load(arguments.store / "pixels.npy", mmap_mode="r")
    offsets, shapes, labels = (np.load(arguments.store / f"{name}.npy") for name in ("offsets", "shapes", "labels"))
    with open(arguments.store / "index.csv", newline="", encoding="utf-8") as index:
        rows = list(csv.DictReader(index))
    assert len(rows) == len(offsets) == len(shapes) == len(labels) == manifest["images"]

    largest, differing, total = 0, 0, 0
    step = max(1, len(rows) // arguments.count) if arguments.count else 1
    for i in range(0, len(rows), step):
        assert int(rows[i]["label"]) == labels[i] and manifest["classes"][labels[i]] == rows[i]["class"]
        height, width, channels = shapes[i]
        stored = pixels[offsets[i]:offsets[i] + height * width * channels].reshape(height, width, channels)
        image = Image.open(Path(manifest["source"]) / rows[i]["path"])
        assert image.size == (int(rows[i]["width"]), int(rows[i]["height"]))
        expected = np.asarray(ImageOps.exif_transpose(image).convert("RGB").resize((width, height), Image.BILINEAR))
        difference = np.abs(stored.astype(np.int16) - expected)
        largest = max(largest, int(difference.max()))
        differing += int((difference > 0).sum())
        total += difference.size
    print(f"largest difference {largest}, {100 * differing / total:.2f} % of {total:,} values differ")
    return 0 if largest <= 1 else 1


if __name__ == "__main__":
    sys.exit(main())
