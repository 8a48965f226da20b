"""Small weight files in every form that NumPy has, and a network of AlexNet's TensorFlow port with what it answers.

The weights are those of weights_fixtures.py, taken from its dictionaries.npy, so that all files give the same logits. The port's forward
pass is NumPy's in float64 and its own. Run it from anywhere (needs NumPy 2 only):

    python3 tests/peers/numpy_fixtures.py
"""
import collections
import json
import pathlib
import pickle

import numpy as np
from numpy.lib import format as npy

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "AlexNetPS.Tests" / "Models" / "Fixtures"


class Renamed(pickle._Pickler):
    """NumPy 1's names for what NumPy 2 writes."""

    def save_global(self, obj, name=None):
        module = obj.__module__
        if module.startswith("numpy._core"):
            self.write(f"c{module.replace('_core', 'core')}\n{name or obj.__qualname__}\n".encode())
        else:
            super().save_global(obj, name)

    dispatch = pickle._Pickler.dispatch.copy()
    dispatch[type(np._core.multiarray._reconstruct)] = save_global
    dispatch[type(np._core.numeric._frombuffer)] = save_global


class ByAxes:
    """An array as NumPy 2.3 and later write one whose dimensions lie in another order."""

    def __init__(self, array):
        self.array = array


class Axes(pickle._Pickler):
    def reducer_override(self, value):
        if not isinstance(value, ByAxes):
            return NotImplemented
        axes = list(range(value.array.ndim))[::-1]
        axes = [axes[0], *range(1, value.array.ndim - 1), axes[-1]]
        stored = np.ascontiguousarray(value.array.transpose(axes))
        return np._core.numeric._frombuffer, (pickle.PickleBuffer(stored), stored.dtype, stored.shape, "K", axes)


def save(name, value, protocol, pickler=pickle.Pickler):
    """As numpy.save, which knows one protocol only."""
    array = np.array(value, dtype=object)
    with open(FIXTURES / name, "wb") as file:
        npy.write_array_header_1_0(file, {"descr": "|O", "fortran_order": False, "shape": array.shape})
        pickler(file, protocol).dump(array)


def forms():
    layers = np.load(FIXTURES / "dictionaries.npy", allow_pickle=True, encoding="latin1").item()
    save("protocol2.npy", layers, 2)
    save("protocol2-numpy1.npy", {name: [v["weights"], v["biases"]] for name, v in layers.items()}, 2, Renamed)
    save("protocol5.npy", layers, 5)
    save("protocol5-numpy1.npy", layers, 5, Renamed)
    columns = {name: {"weights": np.asfortranarray(v["weights"]), "biases": v["biases"]} for name, v in layers.items()}
    save("protocol5-columns.npy", {"epoch": 3, "params": columns}, 5)
    save("ordered.npy", collections.OrderedDict([("accuracy", np.float64(0.5)), *layers.items()]), 2)

    # Neither rows nor columns after one another, which protocol 5 keeps from NumPy 2.3 on.
    turned = {name: {"weights": np.ascontiguousarray(v["weights"].swapaxes(0, -1)).swapaxes(0, -1), "biases": v["biases"]} for name, v in layers.items()}
    save("protocol5-turned.npy", turned, 5)
    save("protocol5-axes.npy", {name: {"weights": ByAxes(v["weights"]), "biases": v["biases"]} for name, v in turned.items()}, 5, Axes)
    big = {name: {"weights": v["weights"].astype(">f8"), "biases": v["biases"].astype(">f4")} for name, v in layers.items()}
    save("big-endian.npy", big, 4)

    flat = {f"{name}/{kind}": value for name, v in layers.items() for kind, value in v.items()}
    np.savez(FIXTURES / "layers.npz", **flat, global_step=np.int64(1000))
    np.savez_compressed(FIXTURES / "layers-packed.npz", **{name: np.asfortranarray(value.astype(">f8")) for name, value in flat.items()})
    np.savez_compressed(FIXTURES / "objects.npz", **{name: np.array([v["weights"], v["biases"]], dtype=object) for name, v in layers.items()})
    np.savez(FIXTURES / "one-object.npz", layers)

    # The other layouts take red first.
    red = {name: dict(v) for name, v in layers.items()}
    red["conv1"]["weights"] = red["conv1"]["weights"][:, :, ::-1]
    np.savez(FIXTURES / "kernels.npz", **{f"{name}/{kind}:0": v[old] for name, v in red.items() for kind, old in (("kernel", "weights"), ("bias", "biases"))})
    np.savez(FIXTURES / "underscores.npz", **{f"{name}_{kind}": v[old] for name, v in red.items() for kind, old in (("b", "biases"), ("W", "weights"))})
    np.savez(FIXTURES / "in-order.npz", *[v[kind] for v in red.values() for kind in ("weights", "biases")])

    def torch(name, w):
        if name == "fc6":
            w = w.reshape(4, 4, 6, 8).transpose(2, 0, 1, 3).reshape(96, 8)
        return w.transpose(3, 2, 0, 1) if w.ndim == 4 else w.T

    tensors = {f"{name}.{kind}": torch(name, v["weights"]) if kind == "weight" else v["biases"] for name, v in red.items() for kind in ("weight", "bias")}
    np.savez(FIXTURES / "tensors.npz", **tensors)
    save("state-dictionary.npy", tensors, 4)
    np.savez(FIXTURES / "names-only.npz", **{name if kind == "weight" else f"after_{name}": value for name, kind, value in
                                             ((*key.split("."), value) for key, value in tensors.items())})


def conv_same(x, w, b, stride, groups):
    """TensorFlow's "same": the smaller half of the padding goes before. Kernels [row, column, in, out]."""
    size, kernel = x.shape[0], w.shape[0]
    side = -(-size // stride)
    total = max((side - 1) * stride + kernel - size, 0)
    x = np.pad(x, ((total // 2, total - total // 2),) * 2 + ((0, 0),))
    out, per_in, per_out = np.empty((side, side, w.shape[3])), w.shape[2], w.shape[3] // groups
    for group in range(groups):
        inputs, outputs = slice(group * per_in, (group + 1) * per_in), slice(group * per_out, (group + 1) * per_out)
        for r in range(side):
            for c in range(side):
                part = x[r * stride:r * stride + kernel, c * stride:c * stride + kernel, inputs]
                out[r, c, outputs] = np.tensordot(part, w[..., outputs], 3) + b[outputs]
    return np.maximum(out, 0)


def normalized(x, radius=2, alpha=2e-5, beta=0.75, bias=1.0):
    squares = np.pad(x * x, ((0, 0), (0, 0), (radius, radius)))
    return x / (bias + alpha * sum(squares[:, :, i:i + x.shape[2]] for i in range(2 * radius + 1))) ** beta


def pooled(x):
    side = (x.shape[0] - 3) // 2 + 1
    return np.array([[x[2 * r:2 * r + 3, 2 * c:2 * c + 3].max((0, 1)) for c in range(side)] for r in range(side)])


def port():
    """The layers of the port with fewer filters and a smaller image."""
    size, random = 67, np.random.RandomState(5)
    shapes = {"conv1": (11, 11, 3, 6), "conv2": (5, 5, 3, 8), "conv3": (3, 3, 8, 8), "conv4": (3, 3, 4, 8), "conv5": (3, 3, 4, 8),
              "fc6": (8, 10), "fc7": (10, 10), "fc8": (10, 4)}
    weights = {name: [(random.randn(*shape) * np.sqrt(2 / np.prod(shape[:-1]))).astype("<f4"), (random.randn(shape[-1]) * 0.1).astype("<f4")]
               for name, shape in shapes.items()}
    for name in ("conv1",):
        weights[name][0] /= 20
    save("tensorflow-port.npy", weights, 2)

    # The image of the test: three ramps. The port subtracts the image's own mean and takes blue first.
    row, column = np.mgrid[0:size, 0:size]
    image = np.stack([3 * row % 256, (5 * column + row) % 256, (2 * row + 3 * column) % 256], -1).astype(np.float64)
    w = {name: (k.astype(np.float64), b.astype(np.float64)) for name, (k, b) in weights.items()}
    x = (image - image.mean())[:, :, ::-1]
    x = pooled(normalized(conv_same(x, *w["conv1"], 4, 1)))
    x = pooled(normalized(conv_same(x, *w["conv2"], 1, 2)))
    x = conv_same(x, *w["conv3"], 1, 1)
    x = conv_same(x, *w["conv4"], 1, 2)
    x = pooled(conv_same(x, *w["conv5"], 1, 2)).reshape(-1)
    x = np.maximum(x @ w["fc6"][0] + w["fc6"][1], 0)
    x = np.maximum(x @ w["fc7"][0] + w["fc7"][1], 0)
    x = x @ w["fc8"][0] + w["fc8"][1]
    (FIXTURES / "tensorflow-port-logits.json").write_text(json.dumps([float(v) for v in x]) + "\n")
    print(x)


if __name__ == "__main__":
    forms()
    port()
