#!/usr/bin/env python3
"""Reads the shards of a prepared store as Python's webdataset does, with tarfile and Pillow alone.

    python3 tests/peers/shards_webdataset.py STORE

webdataset groups neighboring members by their name up to the first dot, and decodes "jpg" with Pillow and "cls" with
int(). Checks that every group is whole, that labels and splits are those of index.csv, and that the images have the
shapes that the store names.
"""
import csv
import io
import itertools
import json
import sys
import tarfile
from pathlib import Path

from PIL import Image


def samples(shard):
    with tarfile.open(shard) as tar:
        members = ((*member.name.split(".", 1), tar.extractfile(member).read()) for member in tar)
        for key, group in itertools.groupby(members, key=lambda member: member[0]):
            fields = {extension: content for _, extension, content in group}
            yield {"__key__": key, "jpg": Image.open(io.BytesIO(fields["jpg"])).convert("RGB"), "cls": int(fields["cls"])}


def main():
    store = Path(sys.argv[1])
    manifest = json.loads((store / "dataset.json").read_text(encoding="utf-8"))
    with open(store / "index.csv", newline="", encoding="utf-8") as index:
        rows = list(csv.DictReader(index))
    seen = set()
    shards = sorted(store.glob("*.tar"))
    assert [shard.name for shard in shards] == sorted(manifest["shards"])
    for shard in shards:
        split = {"train": "Train", "val": "Validation", "test": "Test"}[shard.name.split("-")[0]]
        for sample in samples(shard):
            row = rows[int(sample["__key__"])]
            assert sample["cls"] == int(row["label"]) and split == row["split"], sample["__key__"]
            assert min(sample["jpg"].size) == manifest["imageSize"]
            seen.add(sample["__key__"])
    assert len(seen) == len(rows) == manifest["images"]
    print(f"{len(seen)} images in {len(shards)} shards, every label as in index.csv")


if __name__ == "__main__":
    main()
