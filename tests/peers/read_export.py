"""Reads an export of Export-ImageNetDataset without this module, and prints split, class and SHA-256 of each image.

    python3 tests/peers/read_export.py FOLDER_OR_CSV

An image folder is read by its metadata.csv, tars by tarfile, a list by csv. Needs Python 3 alone. ExportTests runs it.
"""
import csv
import hashlib
import json
import pathlib
import sys
import tarfile


def read_list(path, folder_of, split_of):
    with open(path, encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            file = folder_of / (row.get("file_name") or row["path"])
            yield split_of or row["split"], row["label"], file.read_bytes()


def read_tar(path):
    members = {}
    with tarfile.open(path) as tar:
        for member in tar:
            key, extension = member.name.split(".", 1)
            members.setdefault(key, {})[extension] = tar.extractfile(member).read()
    for sample in members.values():
        facts = json.loads(sample.pop("json"))
        assert facts["label"] == int(sample.pop("cls"))
        (image,) = sample.values()
        yield path.name.rsplit("-", 1)[0], facts["class_name"], image


def read(path):
    if path.is_file():
        yield from read_list(path, path.parent, None)
    for metadata in sorted(path.glob("*/metadata.csv")):
        yield from read_list(metadata, metadata.parent, metadata.parent.name)
    for tar in sorted(path.glob("*.tar")):
        yield from read_tar(tar)


rows = [f"{split} {label} {hashlib.sha256(image).hexdigest()}" for split, label, image in read(pathlib.Path(sys.argv[1]))]
sys.stdout.reconfigure(encoding="utf-8")
print("\n".join(sorted(rows)))
