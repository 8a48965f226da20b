"""Writes eight small PNG files and images.sha256 for the Parquet goldens.

    python3 tests/peers/parquet_images.py FOLDER

Needs Python 3 alone. parquet_duckdb.cs and parquet_hyparquet.mjs then write Parquet files of them into the same folder;
tests/AlexNetPS.Tests/Datasets/Goldens contains these and images.sha256.
"""
import hashlib
import pathlib
import struct
import sys
import zlib

WIDTH, HEIGHT, IMAGES = 8, 6, 8


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(seed):
    rows = b"".join(
        b"\0" + bytes((x * 29 + y * 31 + seed * 17 + c * 7) % 256 for x in range(WIDTH) for c in range(3)) for y in range(HEIGHT))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


folder = pathlib.Path(sys.argv[1])
lines = []
for i in range(IMAGES):
    file = folder / f"{i:02d}.png"
    file.write_bytes(png(i))
    lines.append(f"{hashlib.sha256(file.read_bytes()).hexdigest()} {file.name}\n")
(folder / "images.sha256").write_text("".join(lines))
