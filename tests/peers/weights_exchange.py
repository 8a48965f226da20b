"""Full-size exchange of weights, with the programs that others use:

1. torchvision's alexnet (seeded), saved with torch.save in both forms, predicts the same photos here;
2. what is exported here is loaded by torch.load(weights_only=True) and by a strict reader of safetensors;
3. the ONNX file gives the same top-5 and logits in ONNX Runtime.

    python3 tests/peers/weights_exchange.py PHOTOS WORK_FOLDER [COUNT]

The reader of point 2 stands in for Python's own safetensors package, which neither Debian 12 nor npm has: it follows the format's
specification and refuses whatever that package refuses (header too long or not an object, a name twice, a hole or an overlap in the
data, a length that does not follow from shape and type), and more: alignment of 8, which the specification only recommends, and F32.

PHOTOS is a folder of images, WORK_FOLDER takes about 1 GB. Needs the staged module (dotnet build -c Release) and Debian 13's
python3-torchvision and python3-onnxruntime.
"""
import json
import math
import pathlib
import struct
import sys

import numpy as np
import torch
import torchvision
from PIL import Image

import onnx_run
from module_shell import pwsh


def predictions(model, photos):
    """{file: [[class index, probability] x 5]} from Get-AlexNetPrediction."""
    paths = model.parent / "photos.txt"
    paths.write_text("\n".join(map(str, photos)))
    out = pwsh(f"$model = Import-AlexNetModel '{model}' -WarningAction SilentlyContinue; "
               f"Get-Content '{paths}' | Get-AlexNetPrediction -Model $model -Top 5 | "
               "ForEach-Object { ,@($_.Path, @($_.Top.Index), @($_.Top.Probability)) } | ConvertTo-Json -Depth 5 -Compress -AsArray")
    return {path: list(zip(indices, values)) for path, indices, values in json.loads(out)}


def make_model():
    """Random weights, spread so that the classes differ: as torchvision initializes them, all photos look alike."""
    torch.manual_seed(5)
    model = torchvision.models.alexnet(weights=None, num_classes=1000).eval()
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.dim() > 1:
                p.normal_(0, (2.0 / p[0].numel()) ** 0.5)
        model.classifier[6].weight.mul_(0.3)
    return model


def inputs(photos):
    transform = torchvision.transforms.Compose([
        torchvision.transforms.Resize(256), torchvision.transforms.CenterCrop(224), torchvision.transforms.ToTensor(),
        torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    return torch.stack([transform(Image.open(p).convert("RGB")) for p in photos])


def scaled(photos, folder):
    """The photos with their short side at 256, as PNG: decoders and resamplers differ by a gray level, and that is not the question here."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{i:04d}.png" for i in range(len(photos))]
    for photo, path in zip(photos, paths):
        torchvision.transforms.functional.resize(Image.open(photo).convert("RGB"), 256).save(path, compress_level=1)
    return paths


def compare(name, expected, found, photos):
    """Top-5 of logits against predictions."""
    top, same, worst = torch.softmax(expected, 1), 0, 0.0
    for i, photo in enumerate(photos):
        worst = max([worst] + [abs(float(top[i, c]) - p) for c, p in found[str(photo)]])
        same += [c for c, _ in found[str(photo)]] == top[i].topk(5).indices.tolist()
    print(f"{name}: same top-5 on {same} of {len(photos)} photos, probabilities differ by at most {worst:.1e}")


MOST_HEADER = 100_000_000


def once(pairs):
    """An object of JSON; a name that occurs twice is refused, where json would keep the last."""
    assert len(dict(pairs)) == len(pairs), "a name occurs twice"
    return dict(pairs)


def strict_safetensors(path):
    """The tensors of a file that the format's specification allows; see above."""
    data = path.read_bytes()
    assert len(data) >= 8, "length"
    length, = struct.unpack("<Q", data[:8])
    assert 2 <= length <= min(MOST_HEADER, len(data) - 8), "header length"
    assert length % 8 == 0 and data[8:9] == b"{", "header"
    header = json.loads(data[8:8 + length].decode("utf-8").rstrip(" "), object_pairs_hook=once)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(k, str) and isinstance(v, str) for k, v in metadata.items()), "metadata"
    start, tensors = 0, {}
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert set(entry) == {"dtype", "shape", "data_offsets"} and entry["dtype"] == "F32", name
        assert all(type(n) is int and n >= 0 for n in entry["shape"] + entry["data_offsets"]), name
        begin, end = entry["data_offsets"]
        assert begin == start and begin % 4 == 0 and end - begin == 4 * math.prod(entry["shape"]), name
        tensors[name] = np.frombuffer(data, "<f4", (end - begin) // 4, 8 + length + begin).reshape(entry["shape"])
        start = end
    assert 8 + length + start == len(data), "length"
    return tensors


def main(photo_folder, work, count=100):
    work = pathlib.Path(work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    photos = sorted(p for p in pathlib.Path(photo_folder).resolve().rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))[:int(count)]
    photos = scaled(photos, work / "photos")
    model, images = make_model(), inputs(photos)
    state = model.state_dict()
    with torch.no_grad():
        expected = torch.cat([model(batch) for batch in images.split(16)])

    torch.save(state, work / "zip.pth")
    compare("torchvision state_dict (zip)", expected, predictions(work / "zip.pth", photos), photos)
    torch.save(state, work / "legacy.pth", _use_new_zipfile_serialization=False)
    compare("torchvision state_dict (legacy)", expected, predictions(work / "legacy.pth", photos), photos)

    pwsh(f"$model = Import-AlexNetModel '{work}/zip.pth' -WarningAction SilentlyContinue; "
         f"'out.pth', 'out.safetensors', 'out.onnx' | ForEach-Object {{ $model | Export-AlexNetModel \"{work}/$_\" }}")
    loaded = torch.load(work / "out.pth", weights_only=True)
    assert list(loaded) == list(state) and all(torch.equal(loaded[k], state[k]) for k in state)
    torchvision.models.alexnet(weights=None).load_state_dict(loaded)
    print(f"torch.load(weights_only=True), PyTorch {torch.__version__}: {len(loaded)} tensors, all equal, accepted by torchvision's load_state_dict")
    written = strict_safetensors(work / "out.safetensors")
    assert all(np.array_equal(a, b.numpy()) for a, b in zip(written.values(), state.values()))
    print(f"safetensors, strict reader: {len(written)} tensors, all equal")

    logits = torch.from_numpy(onnx_run.logits(work / "out.onnx", images.numpy()))
    print(f"ONNX Runtime against PyTorch: logits differ by at most {float((logits - expected).abs().max() / expected.abs().max()):.1e} of the largest")
    compare("ONNX Runtime against this module", logits, predictions(work / "zip.pth", photos), photos)


main(*sys.argv[1:])
