#!/usr/bin/env python3
"""Writes the small images that the imaging tests read, and what Pillow makes of them.

    python3 tests/peers/imaging_goldens.py tests/AlexNetPS.Tests/Imaging/Images

Each image NAME.EXT has NAME.EXT.rgb beside it: Pillow's RGB bytes (alpha composed on white, EXIF orientation
applied). resample.rgb is a source image, resample-*.rgb are Pillow's resize() results of it.
"""
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 40, 30


def drawing(width, height, seed=7):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    noise = np.random.default_rng(seed).integers(0, 60, (height, width))
    red = np.where((x - width // 3) ** 2 + (y - height // 2) ** 2 < width * height // 16, 230, 255 * x // width)
    return np.stack([red, 255 * y // height, np.clip(4 * noise * (x > width // 2) + noise, 0, 255)], -1).astype(np.uint8)


def expected(path):
    image = Image.open(path)
    if image.format != "TIFF":  # Pillow turns those when it loads them.
        image = ImageOps.exif_transpose(image)
    if "transparency" in image.info or image.mode in ("RGBA", "LA"):
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))


def png(path, samples, depth, color, before=b""):
    """A PNG of 8 or 16 bits a sample; Pillow does not write every kind."""
    height, width = samples.shape[:2]
    rows = samples.astype(">u2" if depth == 16 else np.uint8).reshape(height, -1)
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))
                     + before + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    pixels = drawing(WIDTH, HEIGHT)
    image = Image.fromarray(pixels)
    gray = image.convert("L")
    alpha = Image.fromarray((np.add.outer(np.arange(HEIGHT) * 8, np.arange(WIDTH) * 3) % 256).astype(np.uint8))

    image.save(folder / "halved-chroma.jpg", quality=85, subsampling="4:2:0")
    image.save(folder / "restarts.jpg", quality=85, subsampling="4:2:0", restart_marker_blocks=2)
    image.save(folder / "full-chroma.jpg", quality=85, subsampling="4:4:4")
    image.save(folder / "progressive.jpg", quality=85, progressive=True)
    gray.save(folder / "gray.jpg", quality=85)
    image.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    subprocess.run(["/usr/bin/convert", folder / "full-chroma.jpg", "-colorspace", "CMYK", "-sampling-factor", "1x1", "-quality", "95",
                    folder / "ycck.jpg"], check=True)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        image.save(folder / f"orientation-{orientation}.jpg", quality=85, exif=exif)
    for compression in ("group3", "group4"):  # Pillow states that 0 is black, fax that a white run is 0.
        image.convert("1").save(folder / f"{compression}.tif", compression=compression)
    rgba = image.copy()
    rgba.putalpha(alpha)
    rgba.save(folder / "reserved.bmp")  # 32 bits without masks: the fourth byte is not alpha.
    image.save(folder / "animated.webp", save_all=True, lossless=True, append_images=[image.rotate(180)], duration=100)
    gray.save(folder / "gray.png")
    image.convert("1").save(folder / "one-bit.png")
    image.quantize(16).save(folder / "palette.png")
    image.quantize(16).save(folder / "palette-transparent.png", transparency=3)
    rgba = image.copy()
    rgba.putalpha(alpha)
    rgba.save(folder / "alpha.png")
    Image.merge("LA", (gray, alpha)).save(folder / "gray-alpha.png")
    subprocess.run(["/usr/bin/convert", folder / "alpha.png", "-alpha", "off", "-interlace", "PNG", folder / "interlaced.png"], check=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(folder / "orientation-6.png", exif=exif)
    png(folder / "gamma.png", pixels, 8, 2, chunk(b"gAMA", struct.pack(">I", 100000)))

    image.save(folder / "lossless.webp", lossless=True)
    image.save(folder / "lossy.webp", quality=90)
    rgba.save(folder / "alpha.webp", lossless=True, exact=True)
    image.save(folder / "orientation-6.webp", lossless=True, exif=exif)
    image.quantize(64).save(folder / "palette.gif")
    image.quantize(64).save(folder / "two-frames.gif", save_all=True, append_images=[image.transpose(Image.FLIP_LEFT_RIGHT).quantize(64)])
    image.save(folder / "color.bmp")
    image.quantize(64).save(folder / "palette.bmp")
    image.save(folder / "packed.tif", compression="tiff_lzw")
    image.save(folder / "orientation-6.tif", compression="tiff_deflate", exif=exif)
    gray.save(folder / "gray.tif")

    kinds = ("*.jpg", "*.png", "*.webp", "*.gif", "*.bmp", "*.tif")
    results = {path: expected(path) for path in sorted(path for kind in kinds for path in folder.glob(kind))}
    # 16-bit files: the upper byte is the value; Pillow clips gray ones instead.
    wide = pixels.astype(np.uint16) * 257
    png(folder / "sixteen-bit.png", wide, 16, 2)
    png(folder / "sixteen-bit-gray.png", wide[..., 1], 16, 0)
    results[folder / "sixteen-bit.png"] = pixels
    results[folder / "sixteen-bit-gray.png"] = np.repeat(pixels[..., 1:2], 3, -1)
    for path, result in results.items():
        path.with_suffix(path.suffix + ".rgb").write_bytes(result.tobytes())

    source = drawing(61, 47, seed=11)
    (folder / "resample-source.rgb").write_bytes(source.tobytes())
    for name, size, box in [("smaller", (20, 31), None), ("larger", (75, 90), None), ("tiny", (3, 2), None),
                            ("box", (24, 26), (5.3, 2.7, 50.1, 40.9)), ("same", (61, 47), None), ("wide", (64, 5), (0, 10, 61, 11))]:
        result = Image.fromarray(source).resize(size, Image.BILINEAR, box=box)
        (folder / f"resample-{name}.rgb").write_bytes(np.asarray(result).tobytes())
    result = Image.fromarray(source[..., 0].copy()).resize((56, 30), Image.BILINEAR)
    (folder / "resample-gray.rgb").write_bytes(np.asarray(result).tobytes())


if __name__ == "__main__":
    main()
