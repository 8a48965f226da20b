"""Golden values for the transforms: torchvision on drawn pictures.

Pictures come from an integer hash that tests/AlexNetPS.Tests/Transforms/TransformGoldenTests.cs computes too, smoothed by a
wave so that resampling has something to work on; a golden file holds only what came out, as grey levels before normalization.

    /usr/bin/python3 tests/peers/transform_goldens.py
"""
import base64
import json
import pathlib

import numpy as np
import torch
from PIL import Image
from torchvision import transforms
from torchvision.transforms import functional as F

TARGET = pathlib.Path(__file__).resolve().parents[1] / "AlexNetPS.Tests" / "Transforms" / "Goldens" / "transforms.json"


def picture(width, height, channels):
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


def main():
    cases = []
    for width, height in [(46, 37), (37, 46), (40, 32)]:
        p = picture(width, height, 3)
        cases.append(case("Resize32CenterCrop24", width, height, F.center_crop(F.resize(p, 32), 24)))
        cases.append(case("CenterCrop24", width, height, F.center_crop(p, 24)))
        cases.append(case("Squash24", width, height, F.resize(p, [24, 24])))
    p = picture(46, 37, 3)
    for i, view in enumerate(F.ten_crop(p, 24)):
        cases.append(case(f"TenCrop24/{i}", 46, 37, view))
    for box in [(3, 5, 30, 20), (0, 0, 37, 46), (10, 20, 9, 7), (17, 0, 20, 44)]:
        top, left, height, width = box
        cases.append(case(f"ResizedCrop24/{top},{left},{height},{width}", 46, 37, F.resized_crop(p, top, left, height, width, [24, 24])))
    cases.append(case("Luma24", 46, 37, F.center_crop(p.convert("L"), 24)))
    cases.append(case("GreyResize32CenterCrop24", 46, 37, F.center_crop(F.resize(picture(46, 37, 1), 32), 24), channels=1))

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
    }
    TARGET.write_text(json.dumps(document, separators=(",", ":")).replace("},{", "},\n{") + "\n")


if __name__ == "__main__":
    main()
