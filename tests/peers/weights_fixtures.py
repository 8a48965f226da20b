"""Small weight files of every format that is read, and what the network gives with them, in PyTorch and NumPy.

All of them hold the same weights, so that all must give the same logits. Weights and images come from the hash of
engine_goldens.py. Run it from anywhere:

    python3 tests/peers/weights_fixtures.py
"""
import collections
import json
import math
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as F

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "AlexNetPS.Tests" / "Models" / "Fixtures"

DEFINITION = {
    "name": "Fixture", "input": {"channels": 3, "height": 8, "width": 8},
    "layers": [
        {"type": "Convolution", "name": "conv1", "filters": 4, "kernel": 3, "padding": 1},
        {"type": "Activation", "name": "relu1"},
        {"type": "MaxPool", "name": "pool1", "kernel": 2, "stride": 2},
        {"type": "Convolution", "name": "conv2", "filters": 6, "kernel": 3, "padding": 1, "groups": 2},
        {"type": "Activation", "name": "relu2"},
        {"type": "Linear", "name": "fc6", "outputs": 8},
        {"type": "Activation", "name": "relu6"},
        {"type": "Dropout", "name": "drop6"},
        {"type": "Linear", "name": "fc7", "outputs": 5},
    ],
}
SHAPES = {"conv1": (4, 3, 3, 3), "conv2": (6, 2, 3, 3), "fc6": (8, 96), "fc7": (5, 8)}
TORCHVISION = {"conv1": "features.0", "conv2": "features.3", "fc6": "classifier.0", "fc7": "classifier.10"}


def hashed(count, stream):
    """Uniform in [-1, 1): the finalizer of MurmurHash3 over index and stream."""
    h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32((stream * 2246822519) & 0xFFFFFFFF)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h ^= h >> np.uint32(shift)
        h *= np.uint32(factor)
    h ^= h >> np.uint32(16)
    return ((h >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)).astype(np.float32)


def make_weights():
    weights = collections.OrderedDict()
    for i, (name, shape) in enumerate(SHAPES.items()):
        weights[f"{name}.weight"] = hashed(math.prod(shape), 2 * i).reshape(shape)
        weights[f"{name}.bias"] = hashed(shape[0], 2 * i + 1)
    return weights


def logits(weights):
    w = {name: torch.from_numpy(value.astype(np.float32)) for name, value in weights.items()}
    x = torch.from_numpy(hashed(2 * 3 * 8 * 8, 100)).reshape(2, 3, 8, 8)
    x = F.max_pool2d(F.relu(F.conv2d(x, w["conv1.weight"], w["conv1.bias"], padding=1)), 2)
    x = F.relu(F.conv2d(x, w["conv2.weight"], w["conv2.bias"], padding=1, groups=2)).flatten(1)
    x = F.relu(F.linear(x, w["fc6.weight"], w["fc6.bias"]))
    return F.linear(x, w["fc7.weight"], w["fc7.bias"]).flatten().tolist()


def torchvision_name(name):
    layer, kind = name.split(".")
    return f"{TORCHVISION[layer]}.{kind}"


def save_torch(weights):
    plain = collections.OrderedDict((torchvision_name(n), torch.from_numpy(v.copy())) for n, v in weights.items())
    torch.save(plain, FIXTURES / "zip.pth")
    torch.save(plain, FIXTURES / "legacy.pth", _use_new_zipfile_serialization=False)
    own = collections.OrderedDict((n, torch.nn.Parameter(torch.from_numpy(v.copy()))) for n, v in reversed(list(weights.items())))
    torch.save(own, FIXTURES / "own-names.pth")
    torch.save(own, FIXTURES / "protocol4.pth", pickle_protocol=4)
    # As a training loop of DataParallel saves it.
    parameters = [torch.nn.Parameter(v.clone()) for v in plain.values()]
    optimizer = torch.optim.Adam(parameters)
    for p in parameters:
        p.grad = torch.ones_like(p)
    optimizer.step()
    wrapped = {"epoch": 3, "arch": "alexnet", "best_acc1": 0.5, "state_dict": collections.OrderedDict((f"module.{n}", v) for n, v in plain.items()),
               "optimizer": optimizer.state_dict()}
    torch.save(wrapped, FIXTURES / "wrapped.pth")
    torch.save(wrapped, FIXTURES / "wrapped-legacy.pth", _use_new_zipfile_serialization=False)
    # Transposed looks, and several tensors in one storage.
    strided = collections.OrderedDict((n, v.permute(*reversed(range(v.dim()))).contiguous().permute(*reversed(range(v.dim())))) for n, v in plain.items())
    torch.save(strided, FIXTURES / "strided.pth")
    whole = torch.cat([v.flatten() for v in plain.values()])
    shared, start = collections.OrderedDict(), 0
    for n, v in plain.items():
        shared[n] = whole[start:start + v.numel()].view(v.shape)
        start += v.numel()
    torch.save(shared, FIXTURES / "shared-storage.pth")
    for kind in ("half", "double", "bfloat16"):
        torch.save(collections.OrderedDict((n, getattr(v, kind)()) for n, v in plain.items()), FIXTURES / f"{kind}.pth")
    torch.save(torch.nn.Sequential(torch.nn.Linear(2, 2)), FIXTURES / "whole-module.pth")


def save_numpy(weights):
    def layer(name):
        w = weights[f"{name}.weight"]
        if name == "conv1":
            w = w[:, ::-1]
        if name == "fc6":
            w = w.reshape(8, 6, 4, 4).transpose(0, 2, 3, 1).reshape(8, 96)
        return np.ascontiguousarray(w.transpose(2, 3, 1, 0) if w.ndim == 4 else w.T), weights[f"{name}.bias"]

    np.save(FIXTURES / "lists.npy", {name: list(layer(name)) for name in SHAPES}, allow_pickle=True)
    np.save(FIXTURES / "dictionaries.npy", {name: dict(zip(("weights", "biases"), layer(name))) for name in SHAPES}, allow_pickle=True)


def varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def message(field, *parts):
    body = b"".join(p.encode() if isinstance(p, str) else p for p in parts)
    return varint(field << 3 | 2) + varint(len(body)) + body


def save_caffe(weights):
    """caffe.proto: NetParameter 1 name, 2 V1 layers, 100 layers; BlobProto 1-4 sizes, 5 data, 7 shape, 8 double_data."""
    def blobs(name, old, double=False):
        for kind in ("weight", "bias"):
            w = weights[f"{name}.{kind}"]
            if name == "conv1" and kind == "weight":
                w = w[:, ::-1]
            sizes = (1,) * (4 - w.ndim) + w.shape
            shape = b"".join(number(i + 1, n) for i, n in enumerate(sizes)) if old else message(7, message(1, *map(varint, w.shape)))
            data = message(8, w.astype("<f8").tobytes()) if double else message(5, w.astype("<f4").tobytes())
            yield shape + data

    kinds = {"conv1": ("Convolution", 4), "conv2": ("Convolution", 4), "fc6": ("InnerProduct", 14), "fc7": ("InnerProduct", 14)}
    extra = (("data", "Data", 5), ("pool1", "Pooling", 17), ("norm1", "LRN", 15))
    present = message(1, "Fixture") + b"".join(message(100, message(1, n), message(2, t)) for n, t, _ in extra)
    double, old = present, message(1, "Fixture") + b"".join(message(2, message(4, n), number(5, t)) for n, _, t in extra)
    for name, (text, code) in kinds.items():
        present += message(100, message(1, name), message(2, text), message(3, "bottom"), *(message(7, b) for b in blobs(name, False)))
        double += message(100, message(1, name), message(2, text), *(message(7, b) for b in blobs(name, False, True)))
        old += message(2, message(2, "bottom"), message(4, name), number(5, code), *(message(6, b) for b in blobs(name, True)))
    (FIXTURES / "present.caffemodel").write_bytes(present)
    (FIXTURES / "double.caffemodel").write_bytes(double)
    (FIXTURES / "v1.caffemodel").write_bytes(old)


def save_safetensors(weights):
    """As Hugging Face's library does: sorted by name, metadata of texts."""
    def save(path, tensors, dtype):
        header, data = {"__metadata__": {"format": "pt"}}, b""
        for name, (shape, content) in sorted(tensors.items()):
            header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [len(data), len(data) + len(content)]}
            data += content
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        (FIXTURES / path).write_bytes(struct.pack("<Q", len(text)) + text + data)

    save("names.safetensors", {torchvision_name(n): (v.shape, v.tobytes()) for n, v in weights.items()}, "F32")
    save("half.safetensors", {n: (v.shape, v.astype("<f2").tobytes()) for n, v in weights.items()}, "F16")
    save("bfloat16.safetensors", {"model." + n: (v.shape, (v.view(np.uint32) >> 16).astype("<u2").tobytes()) for n, v in weights.items()}, "BF16")


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    weights = make_weights()
    save_torch(weights)
    save_numpy(weights)
    save_caffe(weights)
    save_safetensors(weights)
    (FIXTURES / "network.json").write_text(json.dumps(DEFINITION, indent=1) + "\n")
    (FIXTURES / "logits.json").write_text(json.dumps([float(f"{v:.9g}") for v in logits(weights)]) + "\n")


if __name__ == "__main__":
    main()
