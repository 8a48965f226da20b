#!/usr/bin/env python3
"""Writes scores of drawn images, computed with NumPy and Pillow.

    /usr/bin/python3 tests/peers/score_goldens.py tests/AlexNetPS.Tests/Datasets/Scores/scores.csv

dark, light and information are CleanVision's (image_property.py of cleanvision 0.3): percentiles 99 and 5 of the
brightness of the pixels, and a tenth of Pillow's entropy. blur is 1 less the blur of Crete et al. (2007) with means of
nine pixels, written with the means, not with the shortcut of the library, of the image and, if its short side has 64
pixels, of a quarter of it. Images are drawn with integers, so that both
sides have the same; large ones are looked at on a grid, as the library does, but for the blur.
"""
import sys

import numpy as np
from PIL import Image

MAXIMUM_PIXELS = 8192


def draw(kind, width, height, channels):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    if kind == "noise":
        v = (x * 7919 + y * 104729 + c * 1299709 + x * y * 31) % 251
    elif kind == "ramp":
        v = (x * 255 // width + y * 60 // height + c * 20) % 256
    elif kind == "dark":
        v = (x * 13 + y * 7 + c * 3) % 60
    elif kind == "light":
        v = 255 - (x * 13 + y * 7 + c * 3) % 40
    elif kind == "flat":
        v = x * 0 + 90 + c
    else:
        v = np.where((x // 12 + y // 9) % 2 == 0, 30 + c * 20, 200 - c * 40)
    return v.astype(np.uint8)


def grid(pixels):
    height, width = pixels.shape[:2]
    step = 1
    while -(-width // step) * -(-height // step) > MAXIMUM_PIXELS:
        step += 1
    return pixels[step // 2::step, step // 2::step]


def blur_along(luma, axis):
    luma = np.moveaxis(luma, axis, 1)
    if luma.shape[1] < 10:
        return 0.0
    means = np.lib.stride_tricks.sliding_window_view(luma, 9, axis=1).mean(axis=2)
    sharp = np.abs(np.diff(luma[:, 4:luma.shape[1] - 4], axis=1))
    removed = np.maximum(0, sharp - np.abs(np.diff(means, axis=1)))
    return 1 - removed.sum() / sharp.sum() if sharp.sum() else 0.0


def scores(pixels):
    seen = grid(pixels)
    if seen.shape[2] == 3:
        r, g, b = (seen[..., i].astype(np.float64) for i in range(3))
        brightness = np.sqrt(0.241 * r * r + 0.691 * g * g + 0.068 * b * b) / 255
        image = Image.fromarray(seen)
        p = pixels.astype(np.int64)
        luma = (77 * p[..., 0] + 150 * p[..., 1] + 29 * p[..., 2] + 128) >> 8
    else:
        brightness = seen[..., 0] / 255
        image = Image.fromarray(seen[..., 0])
        luma = pixels[..., 0]
    luma = luma.astype(np.int64)
    sizes = [luma]
    if min(luma.shape) >= 64:
        height, width = luma.shape[0] // 4, luma.shape[1] // 4
        sizes.append((luma[:height * 4, :width * 4].reshape(height, 4, width, 4).sum(axis=(1, 3)) + 8) >> 4)
    blur = max(blur_along(size.astype(np.float64), axis) for size in sizes for axis in (0, 1))
    fifth, last = np.percentile(brightness, [5, 99])
    mean = pixels.reshape(-1, pixels.shape[2]).mean(axis=0)
    bright = np.sqrt((np.array([0.241, 0.691, 0.068]) * mean * mean).sum()) if len(mean) == 3 else mean[0]
    return last, 1 - fifth, 1 - blur, min(1, image.entropy() / 10), bright / 255


def main():
    with open(sys.argv[1], "w", encoding="ascii", newline="\n") as file:
        file.write("kind,width,height,channels,dark,light,blur,information,brightness\n")
        for kind in ("noise", "ramp", "dark", "light", "flat", "boxes"):
            for width, height in ((8, 8), (9, 40), (28, 28), (32, 32), (90, 90), (97, 61), (341, 256)):
                for channels in (1, 3):
                    values = scores(draw(kind, width, height, channels))
                    file.write(f"{kind},{width},{height},{channels},{','.join(f'{v:.7f}' for v in values)}\n")


if __name__ == "__main__":
    main()
