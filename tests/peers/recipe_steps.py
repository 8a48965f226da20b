"""The first steps of a recipe on real images, here and in PyTorch: identical initial weights and batches, no dropout.

    dotnet build -c Release tests/Benchmarks && python3 tests/peers/recipe_steps.py FOLDER --recipe Paper --batch 16 --steps 8

The other columns are PyTorch too: the same with dropout, at a tenth of the rate, and with biases of a tenth. They show what a loss that
runs away depends on.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
import torch
import torch.nn.functional as F

from engine_goldens import ROOT, forward, make_optimizer


def ours(options, folder):
    subprocess.run(["dotnet", "run", "-c", "Release", "--no-build", "--project", str(ROOT / "tests" / "Benchmarks"), "--",
                    "recipe-steps", options.recipe, options.folder, str(options.batch), str(options.steps), folder], check=True)
    folder = pathlib.Path(folder)
    result = json.loads((folder / "steps.json").read_text())
    source = result["definition"]["input"]
    images = np.fromfile(folder / "images.float32", np.float32).reshape(-1, options.batch, source["channels"], source["height"], source["width"])
    return result, torch.from_numpy(images), torch.tensor(result["labels"]).reshape(-1, options.batch), torch.load(folder / "start.pth")


def dropped(definition, parameters, x):
    """The forward pass with dropout of one half."""
    for layer in definition["layers"]:
        x = F.dropout(x, 0.5) if layer["type"] == "Dropout" else forward({"layers": [layer]}, parameters, x)
    return x


def steps(result, images, labels, start, factor=1.0, forward=forward):
    parameters = {name: value.clone().requires_grad_(True) for name, value in start.items()}
    optimizer = make_optimizer(result["optimizer"], parameters)
    losses = []
    for group in optimizer.param_groups:
        group["lr"] *= factor * group["factor"]
    for x, y in zip(images, labels):
        loss = F.cross_entropy(forward(result["definition"], parameters, x).flatten(1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    return losses


def with_biases(start, value):
    """Caffe's biases in place of the paper's 1."""
    return {name: value * tensor if name.endswith("bias") else tensor for name, tensor in start.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--recipe", default="Paper")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=8)
    options = parser.parse_args()
    torch.set_num_threads(2)
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        result, images, labels, start = ours(options, folder)
    rate = result["optimizer"]["learningRate"]
    print(f"{options.recipe}, batch {options.batch}, learning rate {rate:g}; inputs from {images.min():.0f} to {images.max():.0f}\n")
    columns = {
        "Here": result["losses"],
        "PyTorch": steps(result, images, labels, start),
        "with dropout": steps(result, images, labels, start, forward=dropped),
        f"rate {rate / 10:g}": steps(result, images, labels, start, factor=0.1),
        "biases 0.1": steps(result, images, labels, with_biases(start, 0.1)),
    }
    print(f"| Step | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    for i, row in enumerate(zip(*columns.values())):
        print(f"| {i + 1} | {' | '.join(f'{value:.4f}' for value in row)} |")


main()
