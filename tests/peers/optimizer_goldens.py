"""Golden values for every update rule: five steps of a small network in PyTorch, and learning-rate series of its schedulers.

    python3 tests/peers/optimizer_goldens.py
"""
import fnmatch
import json

import torch

import engine_goldens as engine

NET = engine.net("optimizer", (9, 9), engine.conv("conv1", 20, 3, padding=1), engine.relu("r1"), engine.pool("p1"),
                 engine.conv("conv2", 18, 3, padding=1), engine.relu("r2"), engine.fc("fc3", 24), engine.tanh("t3"), engine.fc("fc4", 5))

CASES = {
    "paper": {"type": "SgdPaper", "learningRate": 0.02, "momentum": 0.9, "weightDecay": 5e-4},
    "sgd": {"type": "Sgd", "learningRate": 0.02, "momentum": 0.9, "weightDecay": 5e-4},
    "nesterov": {"type": "SgdNesterov", "learningRate": 0.02, "momentum": 0.9, "weightDecay": 5e-4},
    "adam": {"type": "Adam", "learningRate": 1e-3, "weightDecay": 1e-2},
    "adamw": {"type": "AdamW", "learningRate": 1e-3, "weightDecay": 5e-2},
    "caffe-biases": {"type": "SgdPaper", "learningRate": 0.02, "momentum": 0.9, "weightDecay": 5e-4, "biasLearningRateFactor": 2, "biasWeightDecayFactor": 0},
    "layers": {"type": "Sgd", "learningRate": 0.02, "momentum": 0.9, "weightDecay": 5e-3, "layers": [
        {"layers": "conv*", "learningRateFactor": 0.1}, {"layers": "fc4", "learningRateFactor": 3, "weightDecayFactor": 0.5}]},
    "frozen": {"type": "Adam", "learningRate": 1e-3, "layers": [{"layers": "conv1", "learningRateFactor": 0}, {"layers": "fc3", "learningRateFactor": 0}]},
    "clipped": {"type": "SgdNesterov", "learningRate": 0.02, "momentum": 0.9, "clipNorm": 0.5},
    "clipped-adamw": {"type": "AdamW", "learningRate": 1e-3, "weightDecay": 1e-2, "clipNorm": 0.1},
}


def make_optimizer(settings, parameters):
    groups = []
    for name, parameter in parameters.items():
        layer, kind = name.split(".")
        rate, decay = 1, 1
        for rule in settings.get("layers", []):
            if fnmatch.fnmatch(layer, rule["layers"]):
                rate, decay = rule.get("learningRateFactor", 1), rule.get("weightDecayFactor", 1)
        if kind == "bias":
            rate *= settings.get("biasLearningRateFactor", 1)
            decay *= settings.get("biasWeightDecayFactor", 1)
        parameter.requires_grad_(rate > 0)
        if rate > 0:
            groups.append({"params": [parameter], "lr": settings["learningRate"], "factor": rate, "weight_decay": settings.get("weightDecay", 0) * decay})
    lr, momentum = settings["learningRate"], settings.get("momentum", 0)
    if settings["type"] == "Adam":
        return torch.optim.Adam(groups, lr=lr)
    if settings["type"] == "AdamW":
        return torch.optim.AdamW(groups, lr=lr)
    if settings["type"] == "SgdPaper":
        return engine.SgdPaper(groups, lr=lr, momentum=momentum, weight_decay=0)
    return torch.optim.SGD(groups, lr=lr, momentum=momentum, nesterov=settings["type"] == "SgdNesterov")


def series(make, steps, step_with=lambda i: ()):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedulers = make(optimizer)
    rates = []
    for i in range(steps):
        rates.append(engine.number(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        for scheduler, every in schedulers:
            if (i + 1) % every == 0:
                scheduler.step(*step_with(i))
    return rates


def main():
    cases = []
    for name, settings in CASES.items():
        base = settings["learningRate"]
        rates = [base, base, base / 10, base / 10, base]
        cases.append(engine.run({**NET, "name": name}, settings, rates, 3, make_optimizer))
    (engine.GOLDENS / "optimizers.json").write_text(json.dumps(cases, indent=1))

    lr = torch.optim.lr_scheduler
    errors = [0.7, 0.6, 0.6, 0.61, 0.5995, 0.55, 0.56, 0.57, 0.55, 0.56, 0.5, 0.51, 0.52, 0.53]
    print("warm-up x step:", series(lambda o: [(lr.LinearLR(o, 0.1, 1.0, 6), 1), (lr.StepLR(o, 2), 3)], 15))
    print("exponential:", series(lambda o: [(lr.ExponentialLR(o, 0.9), 1)], 5))
    print("plateau:", series(lambda o: [(lr.ReduceLROnPlateau(o, factor=0.1, patience=1, threshold=1e-3, threshold_mode="abs"), 1)], len(errors) + 1,
                             lambda i: (errors[min(i, len(errors) - 1)],)))

    logits = torch.from_numpy(engine.hashed(12, 3)).reshape(4, 3)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor([0, 2, 1, 2]), torch.tensor([0.5, 1.0, 3.0]), label_smoothing=0.1)
    print("weighted, smoothed cross-entropy:", engine.number(loss))


if __name__ == "__main__":
    main()
