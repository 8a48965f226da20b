"""Checkpoints as training programs save them, with the weights of weights_fixtures.py, so that all must give its logits.

    python3 tests/peers/checkpoint_fixtures.py [FOLDER]

PyTorch 2.6 (Debian 13's python3-torch). Files of Checkpoints/rejected must be rejected.
"""
import argparse
import collections
import copy
import datetime
import decimal
import enum
import fractions
import functools
import io
import os
import pathlib
import pickle
import random
import struct
import sys
import tarfile
import types
import uuid

import numpy as np
import torch
from torch import nn

from weights_fixtures import FIXTURES, make_weights, torchvision_name

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else FIXTURES / "Checkpoints").resolve()
REJECTED = FOLDER / "rejected"


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, 1, 1, groups=2), nn.ReLU())
        self.classifier = nn.Sequential(nn.Linear(96, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 5))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def foreign(module, name, bases, **members):
    """A class of a program that is not there when the file is read."""
    sys.modules.setdefault(module.split(".")[0], types.ModuleType(module.split(".")[0]))
    there = sys.modules.setdefault(module, types.ModuleType(module))
    made = type(name, bases, dict(members, __module__=module))
    setattr(there, name, made)
    return made


Meters = foreign("utils.meters", "MeterTable", (collections.OrderedDict,))
Settings = foreign("lightning_fabric.utilities.data", "AttributeDict", (dict,))
History = foreign("utils.history", "History", (list,))
Meter = foreign("utils.meters", "AverageMeter", (object,))
Network = foreign("nets.alexnet", "Network", (Net,))
Scaled = foreign("quantizer.tensors", "ScaledTensor", (torch.Tensor,))
Phase = enum.Enum("Phase", "train validate", module="utils.meters")
sys.modules["utils.meters"].Phase = Phase


class Calls:
    """Its pickle calls a shell. Harmless: it would leave an empty file, which shows that something was run."""

    def __reduce__(self):
        return os.system, ("touch alexnetps-checkpoint-was-run",)


class Packed:
    """A weight that a function of a program unpacks."""

    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        return rebuilt, (self.tensor,)


def rebuilt(*arguments):
    raise RuntimeError("a function of a program")


rebuilt.__module__, rebuilt.__qualname__ = "quantizer.tensors", "rebuild_packed"
sys.modules["quantizer.tensors"].rebuild_packed = rebuilt

weights = collections.OrderedDict((torchvision_name(n), torch.from_numpy(v.copy())) for n, v in make_weights().items())
plain = collections.OrderedDict((n.replace("classifier.10", "classifier.3"), v) for n, v in weights.items())
model = Net()
model.load_state_dict(plain)


def prefixed(prefix, values=plain):
    return collections.OrderedDict((prefix + n, v.clone()) for n, v in values.items())


def changed(values=plain):
    """Other weights of the same shapes."""
    return collections.OrderedDict((n, v + 1) for n, v in values.items())


def make_optimizer():
    copied = copy.deepcopy(model)
    optimizer = torch.optim.Adam(copied.parameters())
    for p in copied.parameters():
        p.grad = torch.ones_like(p)
    optimizer.step()
    return optimizer.state_dict()


def everything():
    meter = Meter()
    meter.__dict__.update(name="loss", val=0.7, avg=0.9, count=12)
    return {
        "counter": collections.Counter({30: 1, 60: 1}), "ordered": Meters(loss=0.9), "object": meter, "history": History([0.9, 0.8]),
        "default": collections.defaultdict(list, loss=[0.9]), "device": torch.device("cpu"), "dtype": torch.float32,
        "size": torch.Size([3, 8, 8]), "set": {1, 2}, "frozen": frozenset({3}), "bytes": b"\x00\xff", "array": bytearray(b"x"),
        "complex": 1 + 2j, "scalar": np.float64(71.5), "numpy": np.arange(4, dtype=np.float32), "generator": np.random.RandomState(1).get_state(),
        "namespace": argparse.Namespace(lr=0.1), "path": pathlib.PurePosixPath("runs/7"), "partial": functools.partial(max, 1),
        "function": nn.functional.relu, "date": datetime.datetime(2024, 2, 29), "deque": collections.deque([1], maxlen=8),
        "fraction": fractions.Fraction(1, 3), "decimal": decimal.Decimal("0.1"), "slice": slice(1, 2), "range": range(3), "phase": Phase.train,
        "uuid": uuid.UUID(int=7), "simple": types.SimpleNamespace(a=1), "random": random.Random(1).getstate(), "huge": 2 ** 200, "large": 2 ** 40,
        "method": Meters.fromkeys, "calls": Calls(), "confusion": torch.eye(5), "prototypes": torch.ones(5, 8, 2),
    }


def odd_tensors():
    """Tensors that cannot be read, and are not needed."""
    return {
        "complex": torch.zeros(3, dtype=torch.complex64), "quantized": torch.quantize_per_tensor(torch.ones(2, 2), 0.1, 0, torch.qint8),
        "sparse": torch.eye(3).to_sparse(), "csr": torch.eye(3).to_sparse_csr(), "unsigned": torch.zeros(2, dtype=torch.uint16),
        "eight": torch.zeros(2).to(torch.float8_e4m3fn), "meta": torch.zeros(2, device="meta"), "scaled": torch.ones(2).as_subclass(Scaled),
    }


def save(name, value, **how):
    torch.save(value, FOLDER / name, **how)


def save_read():
    rest = {"epoch": 3, "best_acc1": torch.tensor(71.5), "loss": torch.tensor(0.9), "optimizer": make_optimizer(), "rng_state": torch.get_rng_state()[:64]}
    save("everything.pth", {**rest, **everything(), "state_dict": prefixed("module.")})
    rest.pop("optimizer")
    save("everything-4.pth", {**rest, **everything(), "state_dict": prefixed("module.")}, pickle_protocol=4)
    save("everything-legacy.pth", {**rest, **everything(), **odd_tensors(), "state_dict": prefixed("module.")}, _use_new_zipfile_serialization=False)
    save("odd-tensors.pth", {**rest, "state_dict": {**plain, **{f"extra.{n}": v for n, v in odd_tensors().items()}}})
    save("features-module.pth", {**rest, "state_dict": collections.OrderedDict((n.replace("features.", "features.module."), v) for n, v in plain.items())})
    save("compiled.pth", prefixed("_orig_mod.module."))
    save("lightning.pth", {
        "epoch": 3, "global_step": 300, "pytorch-lightning_version": "2.2.0", "loops": {"fit_loop": {"state_dict": {}}}, "hparams_name": "kwargs",
        "state_dict": {**prefixed("model."), "criterion.weight": torch.ones(5), "train_loss.total": torch.tensor(7.5)},
        "callbacks": {"ModelCheckpoint{'monitor': 'val_loss'}": {"best_model_score": torch.tensor(0.5), "best_k_models": {"a.ckpt": torch.tensor(0.5)}}},
        "optimizer_states": [{"state": {}, "param_groups": []}], "lr_schedulers": [{"milestones": collections.Counter({30: 1})}], "hyper_parameters": Settings(lr=0.1)})
    save("averaged.pth", torch.optim.swa_utils.AveragedModel(model).state_dict())
    save("ema.pth", {"model": plain, "model_ema": changed(), "decay": 0.999})
    save("student.pth", {**prefixed("teacher.", changed()), **prefixed("student.")})
    save("projector.pth", {**prefixed("backbone."), "projector.0.weight": torch.ones(7, 5), "projector.0.bias": torch.ones(7)})
    save("normalized.pth", {"normalize.mean": torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1), "normalize.std": torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1),
                            **plain, "criterion.weight": torch.linspace(0.5, 1.5, 5), "steps_done": torch.tensor(1200)})
    save("levels.pth", {**plain, "pixel_mean": torch.tensor([123.675, 116.28, 103.53]), "pixel_std": torch.tensor([58.395, 57.12, 57.375])})
    save("list.pth", [3, plain])
    save("tuple.pth", (plain, {"lr": 0.1}))
    save("nested.pth", {"state": {"epoch": 3, "parts": [{"net": plain}]}, "best": torch.tensor(1.0)})
    save("pairs.pth", {"weights": list(plain.items())})
    save("named-parameters.pth", list(model.named_parameters()))
    attributes = collections.OrderedDict((n, v.clone()) for n, v in plain.items())
    for n, v in attributes.items():
        v.tag = n
    save("tensor-attributes.pth", attributes)
    attributes = collections.OrderedDict((n, nn.Parameter(v.clone())) for n, v in plain.items())
    for n, v in attributes.items():
        v.tag = n
    save("parameter-attributes.pth", attributes)
    network = Network()
    network.load_state_dict(plain)
    save("whole-model.pth", nn.DataParallel(network))
    save("whole-model-within.pth", {"epoch": 3, "model": network, "ema": None}, _use_new_zipfile_serialization=False)
    save("subclass-of-dictionary.pth", {"state_dict": Meters(plain)})
    save_tar(plain)


def save_rejected():
    REJECTED.mkdir(exist_ok=True)
    def all_as(make):
        return collections.OrderedDict((n, make(v)) for n, v in plain.items())
    torch.save({"state_dict": all_as(Packed)}, REJECTED / "packed.pth")
    torch.save(all_as(lambda v: v.as_subclass(Scaled)), REJECTED / "tensor-class.pth")
    torch.save(all_as(lambda v: torch.quantize_per_tensor(v, 0.1, 0, torch.qint8) if v.dim() > 1 else v), REJECTED / "quantized.pth")
    torch.save(all_as(lambda v: v.to_sparse()), REJECTED / "sparse.pth")
    torch.save(all_as(lambda v: v.to(torch.complex64)), REJECTED / "complex.pth")
    torch.save(all_as(lambda v: v.to(torch.float8_e4m3fn)), REJECTED / "float8.pth")
    torch.save(all_as(lambda v: v.numpy()), REJECTED / "numpy.pth")
    torch.save(all_as(lambda v: v.to("meta")), REJECTED / "meta.pth")
    torch.save({"generator": plain, "discriminator": changed()}, REJECTED / "two-networks.pth")
    torch.save({**prefixed("left."), **prefixed("right.", changed())}, REJECTED / "two-modules.pth")
    torch.save({**plain, "features.1.weight": torch.ones(4), "features.1.bias": torch.ones(4), "features.1.running_mean": torch.zeros(4),
                "features.1.running_var": torch.ones(4), "features.1.num_batches_tracked": torch.tensor(7)}, REJECTED / "batch-norm.pth")
    torch.save([v for v in plain.values()], REJECTED / "no-names.pth")
    torch.save(plain["features.0.weight"], REJECTED / "one-tensor.pth")
    with open(REJECTED / "plain-pickle.pkl", "wb") as f:
        pickle.dump(plain, f)


def save_tar(values):
    """As PyTorch before 0.1.10 (torch/serialization.py, _legacy_load): sys_info, pickle, tensors, storages in a tar file."""
    storages, tensors = io.BytesIO(), io.BytesIO()
    pickle.dump(len(values), storages, protocol=2)
    pickle.dump(len(values), tensors, protocol=2)
    for i, value in enumerate(values.values()):
        pickle.dump((i, "cpu", torch.FloatStorage), storages, protocol=2)
        storages.write(struct.pack("<q", value.numel()) + value.numpy().astype("<f4").tobytes())
        pickle.dump((100 + i, i, torch.FloatTensor), tensors, protocol=2)
        tensors.write(struct.pack("<i", value.dim()) + b"\0\0\0\0" + struct.pack(f"<{value.dim()}q", *value.shape)
                      + struct.pack(f"<{value.dim()}q", *value.stride()) + struct.pack("<q", 0))
    pickle.dump([], storages, protocol=2)

    class Pickler(pickle.Pickler):
        def persistent_id(self, value):
            return value[1] if isinstance(value, tuple) and value[:1] == ("tensor",) else None

    root = io.BytesIO()
    Pickler(root, protocol=2).dump({"epoch": 3, "state_dict": collections.OrderedDict((n, ("tensor", 100 + i)) for i, n in enumerate(values))})
    info = pickle.dumps({"protocol_version": 1000, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}, protocol=2)
    with tarfile.open(FOLDER / "tar.pth", "w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in (("sys_info", info), ("pickle", root.getvalue()), ("tensors", tensors.getvalue()), ("storages", storages.getvalue())):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    loaded = torch.load(FOLDER / "tar.pth", weights_only=False)["state_dict"]
    assert all(torch.equal(loaded[n], v) for n, v in values.items())


if __name__ == "__main__":
    torch.manual_seed(17)
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_read()
    save_rejected()
