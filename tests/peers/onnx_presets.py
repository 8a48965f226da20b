"""Every preset, and the forms on which text, code and frameworks disagree, exported as ONNX and run in ONNX Runtime beside PyTorch.

    dotnet build -c Release && python3 tests/peers/onnx_presets.py WORK_FOLDER

The weights come from PyTorch through a state dictionary, so each row is import, export and the foreign runtime. WORK_FOLDER takes about
1 GB. Needs the staged module, PyTorch and ONNX Runtime: Debian 13's python3-torch and python3-onnxruntime.
"""
import json
import math
import pathlib
import sys

import numpy as np
import torch

from engine_goldens import PRESETS, VARIANTS, forward, hashed, make_parameters, preset
from module_shell import pwsh
from onnx_run import logits

BATCH = 3


def runtime(definition, work):
    (work / "network.json").write_text(json.dumps(definition))
    parameters = {name: value.detach() for name, value in make_parameters(definition).items()}
    torch.save(parameters, work / "weights.pth")
    pwsh(f"Import-AlexNetModel '{work}/weights.pth' -Architecture '{work}/network.json' -WarningAction SilentlyContinue | "
         f"Export-AlexNetModel -OutputPath '{work}/model.onnx'")
    source = definition["input"]
    shape = (source["channels"], source["height"], source["width"])
    images = hashed(BATCH * math.prod(shape), 1).reshape(BATCH, *shape)
    with torch.no_grad():
        expected = forward(definition, parameters, torch.from_numpy(images)).flatten(1).numpy()
    return logits(work / "model.onnx", images), expected


def main(folder):
    work = pathlib.Path(folder).resolve()
    work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    print("| Network | ONNX Runtime against PyTorch, part of the largest logit | Same class |\n|---|---|---|")
    for definition in [preset(name) for name in PRESETS] + VARIANTS:
        found, expected = runtime(definition, work)
        difference = float(np.abs(found - expected).max() / np.abs(expected).max())
        same = int((found.argmax(1) == expected.argmax(1)).sum())
        print(f"| {definition['name']} | {difference:.1e} | {same} of {BATCH} |", flush=True)


main(*sys.argv[1:])
