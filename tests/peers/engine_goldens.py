"""Golden values for the CPU engine: loss and parameter updates of small networks and of the presets, in PyTorch.

Inputs, targets and initial weights come from an integer hash that tests/AlexNetPS.Tests/Engines/Golden.cs computes too, so a
golden file holds only a definition and what came out. Run it from anywhere:

    python3 tests/peers/engine_goldens.py
"""
import fnmatch
import json
import math
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).resolve().parents[2]
ARCHITECTURES = ROOT / "src" / "AlexNetPS" / "Networks" / "Architectures"
GOLDENS = ROOT / "tests" / "AlexNetPS.Tests" / "Engines" / "Goldens"


def hashed(count, stream):
    """Uniform in [-1, 1): the finalizer of MurmurHash3 over index and stream."""
    h = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32((stream * 2246822519) & 0xFFFFFFFF)
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return ((h >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)).astype(np.float32)


def resolve(size, kernel, stride, padding, ceil):
    """Window.Resolve of the library."""
    if padding == "same":
        windows = (size + stride - 1) // stride
        total = max((windows - 1) * stride + kernel - size, 0)
        return total // 2, total - total // 2, windows
    before, after = padding if isinstance(padding, list) else (padding, padding)
    slack = size + before + after - kernel
    out = (-(-slack // stride) if ceil else slack // stride) + 1
    if ceil and (out - 1) * stride >= size + before:
        out -= 1
    return before, max(after, (out - 1) * stride + kernel - size - before), out


def padded(x, layer, value):
    pads = []
    sizes = []
    for size in (x.shape[3], x.shape[2]):
        before, after, out = resolve(size, layer.get("kernel", 3), layer.get("stride", 2 if layer["type"].endswith("Pool") else 1),
                                     layer.get("padding", 0), layer.get("ceilMode", False))
        pads += [before, after]
        sizes.append(out)
    return F.pad(x, pads, value=value), sizes[1], sizes[0]


def forward(definition, parameters, x):
    for layer in definition["layers"]:
        kind, name = layer["type"], layer["name"]
        if kind == "Convolution":
            x, rows, columns = padded(x, layer, 0.0)
            x = F.conv2d(x, parameters[name + ".weight"], parameters[name + ".bias"], stride=layer.get("stride", 1), groups=layer.get("groups", 1))
            x = x[:, :, :rows, :columns]
        elif kind == "Activation":
            x = torch.tanh(x) if layer.get("function") == "Tanh" else F.relu(x)
        elif kind == "LocalResponseNormalization":
            size = layer.get("size", 5)
            within = layer.get("region") == "WithinMap"
            alpha = layer.get("alpha", 1e-4) * (1 if layer.get("divideAlphaBySize", True) else size**2 if within else size)
            if within:
                # The mean over the window, whose pixels outside of the map are zeros.
                mean = F.avg_pool2d(x * x, size, 1, size // 2, count_include_pad=True)
                x = x * (layer.get("k", 2.0) + alpha * mean) ** -layer.get("beta", 0.75)
                continue
            x = F.local_response_norm(x, size, alpha, layer.get("beta", 0.75), layer.get("k", 2.0))
        elif kind == "MaxPool":
            x, rows, columns = padded(x, layer, -math.inf)
            x = F.max_pool2d(x, layer.get("kernel", 3), layer.get("stride", 2))[:, :, :rows, :columns]
        elif kind == "AveragePool":
            inside, _, _ = padded(torch.ones_like(x), layer, 0.0)
            x, rows, columns = padded(x, layer, 0.0)
            window = layer.get("kernel", 3), layer.get("stride", 2)
            x = (F.avg_pool2d(x, *window) / F.avg_pool2d(inside, *window))[:, :, :rows, :columns]
        elif kind == "LocallyConnected":
            x, rows, columns = padded(x, layer, 0.0)
            windows = F.unfold(x, layer["kernel"], stride=layer.get("stride", 1))
            weight, bias = parameters[name + ".weight"], parameters[name + ".bias"]
            places = torch.einsum("nkp,pfk->nfp", windows, weight.reshape(rows * columns, layer["filters"], -1))
            x = (places + bias.reshape(rows * columns, -1).T).reshape(len(x), -1, rows, columns)
        elif kind == "AdaptiveAveragePool":
            x = F.adaptive_avg_pool2d(x, layer.get("size", 6))
        elif kind == "Linear":
            x = F.linear(x.flatten(1), parameters[name + ".weight"], parameters[name + ".bias"])[:, :, None, None]
        elif kind == "Dropout":
            assert layer.get("probability", 0.5) == 0 or not torch.is_grad_enabled()
        else:
            raise ValueError(kind)
    return x


def make_parameters(definition):
    """Weights uniform within sqrt(6 / fan-in), biases within 0.1."""
    shapes = {}
    with torch.no_grad():
        source = definition["input"]
        probe = torch.zeros(1, source["channels"], source["height"], source["width"])
        for i, layer in enumerate(definition["layers"]):
            name = layer["name"]
            if layer["type"] == "Convolution":
                shapes[name + ".weight"] = (layer["filters"], probe.shape[1] // layer.get("groups", 1), layer["kernel"], layer["kernel"])
            elif layer["type"] == "LocallyConnected":
                _, rows, columns = padded(probe, layer, 0.0)
                shapes[name + ".weight"] = (rows, columns, layer["filters"], probe.shape[1], layer["kernel"], layer["kernel"])
                shapes[name + ".bias"] = (rows, columns, layer["filters"])
            elif layer["type"] == "Linear":
                shapes[name + ".weight"] = (layer["outputs"], probe[0].numel())
            if name + ".weight" in shapes:
                shape = shapes[name + ".weight"]
                bias = shapes.setdefault(name + ".bias", shape[:1])
                dummy = {name + ".weight": torch.zeros(shape), name + ".bias": torch.zeros(bias)}
            else:
                dummy = {}
            probe = forward({"layers": [layer]}, dummy, probe)
    result = {}
    for i, (name, shape) in enumerate(shapes.items()):
        # The inputs of an output value: all but the outputs, before which filters that are not shared have their place.
        scale = math.sqrt(6 / math.prod(shape[3 if len(shape) == 6 else 1:])) if name.endswith("weight") else 0.1
        values = hashed(math.prod(shape), 100 + i) * np.float32(scale)
        result[name] = torch.from_numpy(values).reshape(shape).clone().requires_grad_(True)
    return result


class SgdPaper(torch.optim.Optimizer):
    """v = m v - lr (g + wd w); w += v."""

    def __init__(self, params, **defaults):
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                v = self.state[p].setdefault("momentum_buffer", torch.zeros_like(p))
                v.mul_(group["momentum"]).sub_(group["lr"] * (p.grad + group["weight_decay"] * p))
                p.add_(v)


def make_optimizer(settings, parameters):
    weights = [p for n, p in parameters.items() if n.endswith("weight")]
    biases = [p for n, p in parameters.items() if n.endswith("bias")]
    lr, decay = settings["learningRate"], settings.get("weightDecay", 0)
    groups = [
        {"params": weights, "lr": lr, "weight_decay": decay, "factor": 1},
        {"params": biases, "lr": lr, "weight_decay": decay * settings.get("biasWeightDecayFactor", 1),
         "factor": settings.get("biasLearningRateFactor", 1)},
    ]
    if settings["type"] == "Adam":
        return torch.optim.Adam(groups, lr=lr)
    if settings["type"] == "Sgd":
        return torch.optim.SGD(groups, lr=lr, momentum=settings.get("momentum", 0))
    return SgdPaper(groups, lr=lr, momentum=settings.get("momentum", 0), weight_decay=decay)


def number(value):
    return float(f"{float(value):.9g}")


def run(definition, optimizer, rates, batch, make_optimizer=make_optimizer):
    torch.manual_seed(0)
    source, classes = definition["input"], definition["layers"][-1]["outputs"]
    shape = (batch, source["channels"], source["height"], source["width"])
    images = torch.from_numpy(hashed(math.prod(shape), 1)).reshape(shape)
    targets = torch.zeros(batch, classes)
    for n in range(batch):
        # Not one-hot, and not summing to one: a weighted, smoothed label.
        targets[n, (7 * n + 1) % classes] = 0.75
        targets[n, (3 * n) % classes] += 0.125 * (n + 1)
    parameters = make_parameters(definition)
    start = {n: p.detach().clone() for n, p in parameters.items()}
    opt = make_optimizer(optimizer, parameters)
    losses, first_logits = [], None
    for rate in rates:
        for group in opt.param_groups:
            group["lr"] = rate * group["factor"]
        logits = forward(definition, parameters, images).flatten(1)
        loss = -(targets * F.log_softmax(logits, 1)).sum(1).mean()
        opt.zero_grad()
        loss.backward()
        if "clipNorm" in optimizer:
            torch.nn.utils.clip_grad_norm_([p for group in opt.param_groups for p in group["params"]], optimizer["clipNorm"])
        opt.step()
        losses.append(number(loss))
        first_logits = logits.detach() if first_logits is None else first_logits
    updates = {}
    for i, (name, p) in enumerate(parameters.items()):
        delta = (p.detach() - start[name]).numpy().astype(np.float64).ravel()
        sign = np.where(hashed(delta.size, 200 + i) < 0, -1.0, 1.0)
        places = [(k * 2654435761) % delta.size for k in range(6)]
        updates[name] = {"norm": number(np.sqrt((delta**2).sum())), "absolute": number(np.abs(delta).sum()),
                         "projection": number((delta * sign).sum()), "samples": [number(delta[k]) for k in places]}
    return {"definition": definition, "optimizer": optimizer, "rates": rates, "batch": batch, "losses": losses,
            "logits": [number(v) for v in first_logits.flatten()[:10]], "updates": updates}


def without_dropout(definition):
    for layer in definition["layers"]:
        if layer["type"] == "Dropout":
            layer["probability"] = 0
    return definition


def preset(name):
    return json.loads((ARCHITECTURES / f"{name}.json").read_text())


PRESETS = sorted(path.stem for path in ARCHITECTURES.glob("*.json"))


def changed(changes):
    """A preset with other settings of some layers, as recipes write it."""
    definition = preset(changes["preset"])
    definition["name"] = changes["name"]
    if "input" in changes:
        definition["input"].update(height=changes["input"], width=changes["input"])
    for pattern, settings in changes.get("layers", {}).items():
        for layer in definition["layers"]:
            if fnmatch.fnmatch(layer["name"], pattern):
                layer.update(settings)
    return definition


# Where the paper's text, the authors' code and the frameworks disagree, each on the paper's network.
CHANGES = [
    {"preset": "Paper", "name": "Paper at 224, sizes rounded up", "input": 224, "layers": {"conv1": {"ceilMode": True}}},
    {"preset": "Paper", "name": "Paper at 224, padding 2", "input": 224, "layers": {"conv1": {"padding": 2}}},
    {"preset": "Paper", "name": "Paper at 224, padding 1 and 2", "input": 224, "layers": {"conv1": {"padding": [1, 2]}}},
    {"preset": "Paper", "name": "Paper, printed normalization", "layers": {"norm*": {"divideAlphaBySize": False, "alpha": 0.01}}},
    {"preset": "Paper", "name": "Paper, tanh", "layers": {"relu*": {"function": "Tanh"}}},
]
VARIANTS = [changed(changes) for changes in CHANGES]


def evaluate(definition, batch=2):
    """Evaluation-mode logits in double precision, so that a difference is that of the engine alone."""
    source = definition["input"]
    shape = (batch, source["channels"], source["height"], source["width"])
    with torch.no_grad():
        images = torch.from_numpy(hashed(math.prod(shape), 1)).reshape(shape).double()
        parameters = {n: p.detach().double() for n, p in make_parameters(definition).items()}
        logits = forward(definition, parameters, images).flatten(1)
    return {"definition": definition, "batch": batch, "logits": [number(v) for v in logits.flatten()]}


def conv(name, filters, kernel, **more):
    return {"type": "Convolution", "name": name, "filters": filters, "kernel": kernel, **more}


def relu(name):
    return {"type": "Activation", "name": name}


def tanh(name):
    return {"type": "Activation", "name": name, "function": "Tanh"}


def pool(name, **more):
    return {"type": "MaxPool", "name": name, **more}


def average(name, **more):
    return {"type": "AveragePool", "name": name, **more}


def local(name, filters, kernel, **more):
    return {"type": "LocallyConnected", "name": name, "filters": filters, "kernel": kernel, **more}


def norm(name, **more):
    return {"type": "LocalResponseNormalization", "name": name, **more}


def fc(name, outputs):
    return {"type": "Linear", "name": name, "outputs": outputs}


def net(name, size, *layers, channels=3):
    return {"name": name, "input": {"channels": channels, "height": size[0], "width": size[1]}, "layers": list(layers)}


SGD = {"type": "Sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 5e-4}
PAPER = {"type": "SgdPaper", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 5e-4}
BVLC = {**PAPER, "biasLearningRateFactor": 2, "biasWeightDecayFactor": 0}
ADAM = {"type": "Adam", "learningRate": 1e-3, "weightDecay": 1e-2}

SMALL = [
    (net("linear", (1, 7), fc("fc1", 40), tanh("t1"), fc("fc2", 5), channels=2), SGD),
    (net("adam", (4, 5), fc("fc1", 33), relu("r1"), fc("fc2", 3)), ADAM),
    (net("first-convolution", (23, 19), conv("conv1", 20, 7, stride=4, padding=[1, 2]), relu("r1"), fc("fc", 4)), PAPER),
    (net("interior-convolution", (9, 11), conv("conv1", 40, 3, padding=1), relu("r1"), conv("conv2", 24, 5, padding=2), relu("r2"),
         conv("conv3", 17, 3), tanh("t3"), fc("fc", 4)), BVLC),
    (net("aligned-groups", (8, 8), conv("conv1", 64, 3, padding=1), relu("r1"), conv("conv2", 96, 5, padding=2, groups=2), relu("r2"),
         conv("conv3", 32, 3, padding=1, groups=2), relu("r3"), fc("fc", 4)), SGD),
    (net("odd-groups", (8, 8), conv("conv1", 12, 3, padding=1, groups=3), relu("r1"), conv("conv2", 18, 3, padding=1, groups=2), fc("fc", 4)), SGD),
    (net("strided-convolution", (17, 16), conv("conv1", 18, 3, padding=1), relu("r1"), conv("conv2", 20, 3, stride=2, padding=1), relu("r2"),
         conv("conv3", 9, 4, stride=3, padding="same"), fc("fc", 4)), SGD),
    (net("hanging-window", (14, 14), conv("conv1", 16, 5, stride=2, ceilMode=True), relu("r1"), pool("p1", ceilMode=True),
         conv("conv2", 16, 2, padding="same"), relu("r2"), fc("fc", 4)), SGD),
    (net("wide-channels", (6, 6), conv("conv1", 33, 3, padding=2), relu("r1"), fc("fc", 4), channels=20), SGD),
    (net("pooling", (15, 13), conv("conv1", 10, 3, padding=1), pool("p1", padding=1), relu("r1"), pool("p2", kernel=2, stride=1, padding=[0, 1]), fc("fc", 4)), SGD),
    (net("average", (11, 13), conv("conv1", 10, 3), {"type": "AdaptiveAveragePool", "name": "a1", "size": 4}, tanh("t1"), fc("fc", 4)), SGD),
    (net("average-up", (5, 5), conv("conv1", 10, 3), {"type": "AdaptiveAveragePool", "name": "a1", "size": 6}, fc("fc", 4)), SGD),
    (net("normalization", (9, 10), conv("conv1", 24, 3), relu("r1"), norm("n1", alpha=0.5), pool("p1"), fc("fc", 4)), SGD),
    (net("normalization-forms", (7, 10), conv("conv1", 40, 3), norm("n1", size=11, alpha=0.2, beta=0.6, k=1, divideAlphaBySize=False),
         relu("r1"), conv("conv2", 20, 3), relu("r2"), norm("n2", size=3, alpha=0.3, k=1), fc("fc1", 24), tanh("t3"), norm("n3", alpha=0.9), fc("fc", 4)), SGD),
    (net("average-windows", (11, 14), conv("conv1", 20, 3), relu("r1"), average("p1", ceilMode=True), conv("conv2", 17, 3, padding=1),
         average("p2", kernel=3, stride=1, padding=[0, 1]), tanh("t2"), average("p3", kernel=2, padding="same"), fc("fc", 4)), SGD),
    (net("normalization-within-maps", (9, 10), conv("conv1", 20, 3), relu("r1"), norm("n1", region="WithinMap", size=3, alpha=0.5, k=1),
         pool("p1"), norm("n2", region="WithinMap", size=5, alpha=0.2, beta=0.6, divideAlphaBySize=False), fc("fc1", 9),
         norm("n3", region="WithinMap", alpha=0.7), fc("fc", 4)), SGD),
    (net("locally-connected", (8, 9), conv("conv1", 20, 3, padding=1), relu("r1"), local("local2", 18, 3, padding=1), relu("r2"),
         local("local3", 40, 2, stride=2, padding=[1, 0]), tanh("t3"), local("local4", 5, 3), fc("fc", 4)), BVLC),
    (net("locally-connected-first", (7, 6), local("local1", 33, 3, stride=3), relu("r1"), fc("fc1", 8), local("local2", 6, 1), fc("fc", 4)), SGD),
    (net("pool-first", (12, 12), pool("p1"), conv("conv1", 8, 3), relu("r1"), fc("fc1", 8), relu("r2"), conv("conv2", 6, 1), fc("fc", 4)), SGD),
]


def main():
    GOLDENS.mkdir(parents=True, exist_ok=True)
    cases = [run(definition, optimizer, [0.01, 0.01, 0.002] if optimizer["type"] != "Adam" else [1e-3, 1e-3, 2e-4], 3) for definition, optimizer in SMALL]
    (GOLDENS / "small.json").write_text(json.dumps(cases, indent=1))
    for name, optimizer in (("Paper", PAPER), ("OneTower", SGD), ("HalfWidth", {**ADAM, "weightDecay": 0})):
        definition = without_dropout(preset(name))
        case = run(definition, optimizer, [1e-3] * 3 if optimizer["type"] != "Adam" else [1e-5] * 3, 2)
        (GOLDENS / f"{name}.json").write_text(json.dumps(case, indent=1))
    cases = [evaluate(preset(name)) for name in PRESETS] + [{**evaluate(changed(changes)), "changes": changes} for changes in CHANGES]
    (GOLDENS / "forward.json").write_text(json.dumps(cases, indent=1))


if __name__ == "__main__":
    main()
