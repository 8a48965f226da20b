"""Training steps or predictions of a preset in PyTorch: prints the best images per second, the most memory held, in MB,
and what it ran with.

    python3 tests/peers/step_benchmark.py Paper 128 train 5 [threads] [device] [Float32|TF32|BFloat16]

On a card a step begins with the batch in page-locked memory and ends when the loss or the logits are back, as the
engine's does; kernels are chosen by cudnn.benchmark, and bfloat16 is autocast's. On the processor OpenBLAS is tried with
one thread and with all, unless OPENBLAS_NUM_THREADS says which; the better counts.
"""
import contextlib
import ctypes
import json
import os
import pathlib
import re
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional


class WithinMap(nn.Module):
    """Response normalization whose window lies within a map."""

    def __init__(self, size, alpha, beta, k):
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, x):
        mean = functional.avg_pool2d(x * x, self.size, 1, self.size // 2, count_include_pad=True)
        return x * (self.k + self.alpha * mean) ** -self.beta


class LocallyConnected(nn.Module):
    """A convolution whose filters are not shared: one matrix product for each place, of all images of the batch."""

    def __init__(self, channels, filters, kernel, padding, size):
        super().__init__()
        self.kernel, self.padding, self.size = kernel, padding, size
        self.weight = nn.Parameter(0.04 * torch.randn(size * size, channels * kernel * kernel, filters))
        self.bias = nn.Parameter(torch.zeros(size * size, 1, filters))

    def forward(self, x):
        windows = functional.unfold(x, self.kernel, padding=self.padding).permute(2, 0, 1).contiguous()
        return torch.baddbmm(self.bias, windows, self.weight).permute(1, 2, 0).unflatten(2, (self.size, self.size))


ARCHITECTURES = pathlib.Path(__file__).resolve().parents[2] / "src" / "AlexNetPS" / "Networks" / "Architectures"


def shape_after(layers, source):
    return nn.Sequential(*layers)(torch.zeros(1, source["channels"], source["height"], source["width"])).shape


def build(definition):
    layers, channels, flat = [], definition["input"]["channels"], False
    for layer in definition["layers"]:
        kind = layer["type"]
        if kind == "Convolution":
            layers.append(nn.Conv2d(channels, layer["filters"], layer["kernel"], layer.get("stride", 1), layer.get("padding", 0), groups=layer.get("groups", 1)))
            channels = layer["filters"]
        elif kind == "Activation":
            layers.append(nn.ReLU(inplace=True) if layer.get("function", "Relu") == "Relu" else nn.Tanh())
        elif kind == "LocalResponseNormalization" and layer.get("region") == "WithinMap":
            layers.append(WithinMap(layer["size"], layer["alpha"], layer["beta"], layer["k"]))
        elif kind == "LocalResponseNormalization":
            layers.append(nn.LocalResponseNorm(layer["size"], layer["alpha"], layer["beta"], layer["k"]))
        elif kind == "MaxPool":
            layers.append(nn.MaxPool2d(layer.get("kernel", 3), layer.get("stride", 2), layer.get("padding", 0), ceil_mode=layer.get("ceilMode", False)))
        elif kind == "AveragePool":
            layers.append(nn.AvgPool2d(layer.get("kernel", 3), layer.get("stride", 2), layer.get("padding", 0), layer.get("ceilMode", False), count_include_pad=False))
        elif kind == "LocallyConnected":
            place = shape_after(layers, definition["input"])
            layers.append(LocallyConnected(place[1], layer["filters"], layer["kernel"], layer.get("padding", 0), place[2]))
            channels = layer["filters"]
        elif kind == "AdaptiveAveragePool":
            layers.append(nn.AdaptiveAvgPool2d(layer["size"]))
        elif kind == "Dropout":
            layers.append(nn.Dropout(layer["probability"]))
        elif kind == "Linear":
            if not flat:
                layers.append(nn.Flatten())
                channels = shape_after(layers, definition["input"])[1]
                flat = True
            layers.append(nn.Linear(channels, layer["outputs"]))
            channels = layer["outputs"]
    return nn.Sequential(*layers)


def main():
    name, batch, mode, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    threads = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    torch.set_num_threads(threads or torch.get_num_threads())
    # One thread: its processor time, which other programs disturb less.
    clock = time.process_time if threads == 1 else time.perf_counter
    device = torch.device(sys.argv[6] if len(sys.argv) > 6 else "cpu")
    precision = sys.argv[7] if len(sys.argv) > 7 else "Float32"
    card = device.type == "cuda"
    torch.backends.cudnn.benchmark = card
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = precision == "TF32"
    numbers = (lambda: torch.autocast(device.type, torch.bfloat16)) if precision == "BFloat16" else contextlib.nullcontext
    torch.manual_seed(0)
    definition = json.loads((ARCHITECTURES / f"{name}.json").read_text())
    model = build(definition).to(device)
    source = definition["input"]
    images = torch.rand(batch, source["channels"], source["height"], source["width"])
    labels = torch.arange(batch) % definition["layers"][-1]["outputs"]
    if card:
        images, labels = images.pin_memory(), labels.pin_memory()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9, weight_decay=5e-4)
    loss = nn.CrossEntropyLoss()

    def train():
        optimizer.zero_grad(set_to_none=True)
        with numbers():
            found = loss(model(images.to(device, non_blocking=True)), labels.to(device, non_blocking=True))
        found.backward()
        optimizer.step()
        found.item()

    def predict():
        with torch.no_grad(), numbers():
            model(images.to(device, non_blocking=True)).float().cpu()

    model.train(mode == "train")
    step = train if mode == "train" else predict
    for _ in range(10 if card else 1):
        step()
    program = f"PyTorch {torch.__version__}, {capability()}"
    blas = None if card or threads == 1 else openblas()
    if not blas:
        rates = {program: best(step, clock, batch, seconds)}
    else:
        rates = {}
        for count in (1, torch.get_num_threads()):
            blas.openblas_set_num_threads(count)
            rates[f"{program}, OpenBLAS with {count} thread{'s' * (count > 1)}"] = best(step, clock, batch, seconds / 2)
    program = max(rates, key=rates.get)
    print(f"{rates[program]:.3f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} {program}")


def best(step, clock, batch, seconds):
    """Images per second of the fastest step; at least one step."""
    rate, end = 0.0, time.perf_counter() + seconds
    while True:
        start = clock()
        step()
        rate = max(rate, batch / (clock() - start))
        if time.perf_counter() > end:
            return rate


def openblas():
    """The OpenBLAS that PyTorch has loaded, if the number of its threads is open."""
    if "OPENBLAS_NUM_THREADS" in os.environ or not sys.platform.startswith("linux"):
        return None
    loaded = (line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line)
    return next((ctypes.CDLL(path) for path in loaded), None)


def capability():
    found = re.search(r"CPU capability usage: (\w+)", torch.__config__.show())
    return found.group(1) if found else "unknown instruction set"


main()
