"""Golden values for the transforms: torchvision on drawn images.

Images come from an integer hash that tests/AlexNetPS.Tests/Transforms/TransformGoldenTests.cs computes too, smoothed by a
wave so that resampling has something to work on; a golden file holds only what came out, as gray levels before normalization.

    /usr/bin/python3 tests/peers/transform_goldens.py
"""
import base64
import hashlib
import json
import math
import pathlib

import numpy as np
import torch
from PIL import Image
from torchvision import transforms
from torchvision.transforms import functional as F

TARGET = pathlib.Path(__file__).resolve().parents[1] / "AlexNetPS.Tests" / "Transforms" / "Goldens" / "transforms.json"


def drawn(width, height, channels):
    index = np.arange(width * height * channels, dtype=np.uint32)
    h = index * np.uint32(2654435761)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    noise = (h & np.uint32(63)).astype(np.int64)
    pixel, channel = index // channels, index % channels
    x, y = (pixel % width).astype(np.int64), (pixel // width).astype(np.int64)
    wave = (x * (3 + channel) + y * (5 - channel)) % 192
    levels = (wave + noise).astype(np.uint8).reshape(height, width, channels)
    return Image.fromarray(levels[:, :, 0] if channels == 1 else levels)


def levels(image):
    planes = np.asarray(image).reshape(image.height, image.width, -1).transpose(2, 0, 1)
    return base64.b64encode(planes.tobytes()).decode()


def case(name, width, height, image, channels=3):
    return {"name": name, "width": width, "height": height, "channels": channels, "levels": levels(image)}


def all_colors():
    """Every third level of each channel, the last one included: 86 x 86 x 86 colors."""
    axis = np.arange(0, 256, 3, dtype=np.uint8)
    red, green, blue = np.meshgrid(axis, axis, axis, indexing="ij")
    return Image.fromarray(np.stack([red, green, blue], axis=-1).reshape(86, 86 * 86, 3))


def colors():
    """What torchvision's color functions make of an image: hashes of the pixels, because every one must agree."""
    factors = {"brightness": [0.0, 0.3, 0.9, 1.0, 1.37, 2.0, 7.5], "contrast": [0.0, 0.4, 1.0, 1.2, 3.1],
               "saturation": [0.0, 0.25, 1.0, 1.6, 4.0], "hue": [-0.5, -0.31, -0.1, 0.0, 0.003, 0.1, 0.27, 0.5]}
    functions = {"brightness": F.adjust_brightness, "contrast": F.adjust_contrast, "saturation": F.adjust_saturation, "hue": F.adjust_hue}
    found = []
    for source, image in [("photo", drawn(46, 37, 3)), ("colors", all_colors()), ("gray", drawn(46, 37, 1))]:
        for name, values in factors.items():
            for value in values:
                done = functions[name](image, value)
                found.append({"source": source, "function": name, "value": value, "sha256": hashlib.sha256(np.asarray(done).tobytes()).hexdigest()})
    return found


def erasing():
    torch.manual_seed(2)
    image = torch.zeros(3, 37, 46)
    boxes = [transforms.RandomErasing.get_params(image, (0.02, 0.33), (0.3, 3.3), [0.0])[:4] for _ in range(20000)]
    areas = np.array([h * w / (46 * 37) for _, _, h, w in boxes])
    ratios = np.log(np.array([h / w for _, _, h, w in boxes]))
    return {
        "areaMean": areas.mean(), "areaDeviation": areas.std(), "logRatioMean": ratios.mean(), "logRatioDeviation": ratios.std(),
        "leftMean": float(np.mean([b[1] for b in boxes])), "topMean": float(np.mean([b[0] for b in boxes])),
    }


def cut_box(share, center_x, center_y, width, height):
    """RandomCutmix of torchvision's references/classification/transforms.py (BSD-3), the numbers given instead of drawn."""
    r = 0.5 * math.sqrt(1.0 - share)
    half_width, half_height = int(r * width), int(r * height)
    x1, y1 = max(center_x - half_width, 0), max(center_y - half_height, 0)
    x2, y2 = min(center_x + half_width, width), min(center_y + half_height, height)
    return [x1, y1, x2 - x1, y2 - y1]


def mixing():
    torch.manual_seed(3)
    quantiles = {}
    for alpha in [0.1, 0.2, 1.0, 4.0]:
        shares = torch._sample_dirichlet(torch.full((200000, 2), alpha))[:, 0].numpy()
        quantiles[str(alpha)] = [float(q) for q in np.quantile(shares, np.linspace(0.05, 0.95, 19))]
    generator = np.random.default_rng(4)
    boxes = []
    for _ in range(40):
        width, height = int(generator.integers(1, 60)), int(generator.integers(1, 60))
        share, x, y = float(generator.random()), int(generator.integers(width)), int(generator.integers(height))
        boxes.append({"share": share, "x": x, "y": y, "width": width, "height": height, "box": cut_box(share, x, y, width, height)})

    # Five images and their classes under a given share, as RandomMixup and RandomCutmix mix them.
    batch = torch.stack([F.pil_to_tensor(drawn(24, 24, 3)).roll(i, 2).float() for i in range(5)])
    mixed = batch * 0.3 + batch.roll(1, 0) * (1.0 - 0.3)
    x, y, w, h = cut_box(0.3, 20, 5, 24, 24)
    cut = batch.clone()
    cut[:, :, y:y + h, x:x + w] = batch.roll(1, 0)[:, :, y:y + h, x:x + w]
    digest = lambda values: hashlib.sha256(values.numpy().tobytes()).hexdigest()
    return {"quantiles": quantiles, "boxes": boxes, "mixup": digest(mixed), "cutMix": digest(cut)}


def main():
    cases = []
    for width, height in [(46, 37), (37, 46), (40, 32)]:
        p = drawn(width, height, 3)
        cases.append(case("Resize32CenterCrop24", width, height, F.center_crop(F.resize(p, 32), 24)))
        cases.append(case("CenterCrop24", width, height, F.center_crop(p, 24)))
        cases.append(case("Squash24", width, height, F.resize(p, [24, 24])))
    p = drawn(46, 37, 3)
    for i, view in enumerate(F.ten_crop(p, 24)):
        cases.append(case(f"TenCrop24/{i}", 46, 37, view))
    for box in [(3, 5, 30, 20), (0, 0, 37, 46), (10, 20, 9, 7), (17, 0, 20, 44)]:
        top, left, height, width = box
        cases.append(case(f"ResizedCrop24/{top},{left},{height},{width}", 46, 37, F.resized_crop(p, top, left, height, width, [24, 24])))
    cases.append(case("Luma24", 46, 37, F.center_crop(p.convert("L"), 24)))
    cases.append(case("GrayResize32CenterCrop24", 46, 37, F.center_crop(F.resize(drawn(46, 37, 1), 32), 24), channels=1))

    crop = transforms.RandomResizedCrop(24)
    torch.manual_seed(1)
    boxes = [crop.get_params(p, [0.08, 1.0], [3 / 4, 4 / 3]) for _ in range(20000)]
    areas = np.array([h * w / (46 * 37) for _, _, h, w in boxes])
    ratios = np.log(np.array([w / h for _, _, h, w in boxes]))
    statistics = {
        "areaMean": areas.mean(), "areaDeviation": areas.std(), "logRatioMean": ratios.mean(), "logRatioDeviation": ratios.std(),
        "leftMean": float(np.mean([b[1] for b in boxes])), "topMean": float(np.mean([b[0] for b in boxes])),
    }
    thin = [(200, 10), (10, 200), (50, 50)]
    fallback = []
    for width, height in thin:
        i, j, h, w = crop.get_params(Image.new("RGB", (width, height)), [2.0, 2.0], [3 / 4, 4 / 3])
        fallback.append({"width": width, "height": height, "box": [j, i, w, h]})

    normalized = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])(F.to_tensor(F.center_crop(p, 4)))
    document = {
        "cases": cases, "randomResizedCrop": statistics, "fallback": fallback,
        "normalize": [float(v) for v in normalized.reshape(-1)],
        "colors": colors(), "randomErasing": erasing(), "mixing": mixing(),
    }
    TARGET.write_text(json.dumps(document, separators=(",", ":")).replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
