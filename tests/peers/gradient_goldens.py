"""Golden values for the gradients of logits: outputs of every layer and the gradient of one logit per image there, by
PyTorch's autograd in double precision, of small networks (every layer) and of presets (some) in evaluation mode.

Weights and images are those of engine_goldens.py. A file holds a digest of each tensor: norm, sum of absolute values,
projection on hashed signs and some values. Run it from anywhere:

    python3 tests/peers/gradient_goldens.py
"""
import json
import math

import numpy as np
import torch

import engine_goldens as engine
from engine_goldens import conv, fc, net, norm, number, pool, relu, tanh

SAMPLES = 12


def drop(name, probability=0.5):
    return {"type": "Dropout", "name": name, "probability": probability}


SMALL = [case[0] for case in engine.SMALL] + [
    net("every-kind", (39, 39), conv("conv1", 48, 7, stride=4, padding=2), relu("r1"), norm("n1", alpha=0.5), pool("p1", padding=1), drop("d1", 0.25),
        conv("conv2", 64, 3, padding=1, groups=2), relu("r2"), norm("n2", alpha=0.5), drop("d2"), {"type": "AdaptiveAveragePool", "name": "a2", "size": 3},
        fc("fc3", 70), relu("r3"), drop("d3"), fc("fc4", 33), tanh("t4"), drop("d4"), fc("fc5", 20)),
    net("activation-after-others", (12, 12), conv("conv1", 20, 3), norm("n1", alpha=0.5), relu("r1"), pool("p1"), tanh("t1"), relu("r2"), drop("d2"), fc("fc", 5)),
]


def digest(tensor, stream):
    values = tensor.detach().numpy().astype(np.float64).ravel()
    sign = np.where(engine.hashed(values.size, stream) < 0, -1.0, 1.0)
    return {"norm": number(np.sqrt((values**2).sum())), "absolute": number(np.abs(values).sum()), "projection": number((values * sign).sum()),
            "samples": [number(values[(k * 2654435761) % values.size]) for k in range(SAMPLES)]}


def run(definition, batch, classes):
    source = definition["input"]
    shape = (batch, source["channels"], source["height"], source["width"])
    x = torch.from_numpy(engine.hashed(math.prod(shape), 1)).reshape(shape).double()
    with torch.no_grad():
        parameters = {name: p.detach().double() for name, p in engine.make_parameters(definition).items()}
    outputs = []
    for layer in definition["layers"]:
        if layer["type"] != "Dropout":
            x = engine.forward({"layers": [layer]}, parameters, x)
        # Without this a layer would share its tensor, and so its gradient, with the layer before it.
        x = (x * 1).requires_grad_()
        x.retain_grad()
        outputs.append(x)
    logits = x.flatten(1)
    sum(logits[n, c if c >= 0 else int(logits[n].argmax())] for n, c in enumerate(classes)).backward()
    layers = {}
    for i, layer in enumerate(definition["layers"]):
        # The values of a layer with weights are those after the activation that follows it.
        follows = layer["type"] in ("Convolution", "Linear") and i + 1 < len(outputs) and definition["layers"][i + 1]["type"] == "Activation"
        output = outputs[i + 1 if follows else i]
        layers[layer["name"]] = {"output": digest(output, 300 + i), "gradient": digest(output.grad, 400 + i)}
    return {"batch": batch, "classes": classes, "layers": layers}


# What differs between the presets: towers, the order of pooling and normalization, the size.
PRESETS = ["Paper", "BvlcAlexNet", "HalfWidth", "Mnist28"]


def ends(definition):
    """Names of the first and last convolution, the last pooling and the first linear layer."""
    of = lambda kind: [layer["name"] for layer in definition["layers"] if layer["type"] == kind]
    return [of("Convolution")[0], of("Convolution")[-1], of("MaxPool")[-1], of("Linear")[0]]


def main():
    cases = [{"definition": definition, **run(definition, 3, [0, -1, definition["layers"][-1]["outputs"] - 1])} for definition in SMALL]
    for name in PRESETS:
        case = run(engine.preset(name), 2, [-1, 3])
        case["layers"] = {layer: case["layers"][layer] for layer in ends(engine.preset(name))}
        cases.append({"preset": name, **case})
    (engine.GOLDENS / "gradients.json").write_text(json.dumps(cases, indent=1))


if __name__ == "__main__":
    main()
