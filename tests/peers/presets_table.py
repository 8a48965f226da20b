"""A table of all presets: evaluation-mode logits and the loss after three steps, here and in PyTorch, for the same weights.

    dotnet build -c Release tests/Benchmarks && python3 tests/peers/presets_table.py
"""
import json
import pathlib
import subprocess

import torch

from engine_goldens import PRESETS, PAPER, SGD, ROOT, forward, hashed, make_parameters, preset, run, without_dropout

RATES = [1e-3] * 3


def ours(name, optimizer):
    out = subprocess.run(["dotnet", "run", "-c", "Release", "--no-build", "--project", str(ROOT / "tests" / "Benchmarks"), "--", "preset-values", name, optimizer["type"]],
                         capture_output=True, text=True, check=True).stdout
    return json.loads(out)


def logits_of(definition):
    source = definition["input"]
    shape = (2, source["channels"], source["height"], source["width"])
    with torch.no_grad():
        images = torch.from_numpy(hashed(2 * shape[1] * shape[2] * shape[3], 1)).reshape(shape)
        return forward(definition, {n: p.detach() for n, p in make_parameters(definition).items()}, images).flatten()


def main():
    torch.set_num_threads(2)
    print(f"PyTorch {torch.__version__}, float32, batch 2; difference as a part of the largest logit\n")
    print("| Preset | Parameters | Forward, max difference | Loss after 3 steps here | PyTorch |\n|---|---|---|---|---|")
    for name in PRESETS:
        optimizer = PAPER if "LocalResponseNormalization" in str(preset(name)) else SGD
        here, expected = ours(name, optimizer), logits_of(preset(name))
        there = run(without_dropout(preset(name)), optimizer, RATES, 2)["losses"][-1]
        difference = float((torch.tensor(here["logits"]) - expected).abs().max() / expected.abs().max())
        print(f"| {name} | {here['parameters']:,} | {difference:.1e} | {here['losses'][-1]:.6f} | {there:.6f} |", flush=True)


main()
