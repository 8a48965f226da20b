"""ONNX files of other programs, with the weights of weights_fixtures.py, so that all must give its logits.

    python3 tests/peers/onnx_fixtures.py [FOLDER]

torch-*.onnx are PyTorch's TorchScript exporter (Debian 13's python3-torch 2.6, python3-onnx). The others are written with the onnx
package in the forms of PyTorch's second exporter (torch.export), of TensorFlow's converter and of ONNX's model zoo. ONNX's own
reference evaluation checks each of them. Files of Onnx/rejected must be rejected.
"""
import pathlib
import sys

import numpy as np
import onnx
import onnx.reference
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from weights_fixtures import FIXTURES, hashed, logits, make_weights

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else FIXTURES / "Onnx").resolve()
REJECTED = FOLDER / "rejected"
W = make_weights()
X = hashed(2 * 3 * 8 * 8, 100).reshape(2, 3, 8, 8)
EXPECTED = np.array(logits(W), dtype=np.float32).reshape(2, 5)


class Net(nn.Module):
    def __init__(self, average, viewed):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, 1, 1, groups=2), nn.ReLU())
        self.average = nn.AdaptiveAvgPool2d(4) if average else nn.Identity()
        self.classifier = nn.Sequential(nn.Dropout(), nn.Linear(96, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, 5))
        self.viewed = viewed

    def forward(self, x):
        x = self.average(self.features(x))
        return self.classifier(x.view(x.size(0), -1) if self.viewed else torch.flatten(x, 1))


def make(average=True, viewed=False):
    model = Net(average, viewed)
    with torch.no_grad():
        for layer, name in ((model.features[0], "conv1"), (model.features[3], "conv2"), (model.classifier[1], "fc6"), (model.classifier[4], "fc7")):
            layer.weight.copy_(torch.from_numpy(W[f"{name}.weight"]))
            layer.bias.copy_(torch.from_numpy(W[f"{name}.bias"]))
    return model.eval()


def export(name, model, **how):
    torch.onnx.export(model, torch.from_numpy(X), FOLDER / name, dynamo=False, **how)


def const(name, value, typed=False, kind=None):
    if not typed:
        return numpy_helper.from_array(np.ascontiguousarray(value), name)
    kind = kind or TensorProto.FLOAT
    values = value.flatten()
    return helper.make_tensor(name, kind, value.shape, values.astype(np.float32) if kind != TensorProto.FLOAT else values)


def node(kind, inputs, output, **attributes):
    return helper.make_node(kind, inputs, [output], name=f"node_{output}", **attributes)


def graph(nodes, constants, batch="N", inputs=(), opset=17, ir=8, name="main_graph", outputs=("logits",)):
    value = lambda n, shape: helper.make_tensor_value_info(n, TensorProto.FLOAT, shape)
    made = helper.make_graph(nodes, name, [value("x", [batch, 3, 8, 8]), *inputs], [value(o, [batch, 5]) for o in outputs], constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir, producer_name="other")


CONV1 = dict(dilations=[1, 1], group=1, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1])


def features(first="x"):
    return [node("Conv", [first, "w1", "b1"], "c1", **CONV1, auto_pad="NOTSET"), node("Relu", ["c1"], "r1"),
            node("MaxPool", ["r1"], "p1", kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0], ceil_mode=0, storage_order=0),
            node("Conv", ["p1", "w2", "b2"], "c2", **{**CONV1, "group": 2}), node("Relu", ["c2"], "r2")]


def names(typed=False, kind=None, transposed=False):
    return [const(n, W[k].T if transposed and n in ("w6", "w7") else W[k], typed, kind) for n, k in
            (("w1", "conv1.weight"), ("b1", "conv1.bias"), ("w2", "conv2.weight"), ("b2", "conv2.bias"),
             ("w6", "fc6.weight"), ("b6", "fc6.bias"), ("w7", "fc7.weight"), ("b7", "fc7.bias"))]


def gemms(source, last="logits"):
    return [node("Gemm", [source, "w6", "b6"], "f6", alpha=1.0, beta=1.0, transB=1), node("Relu", ["f6"], "r6"),
            node("Gemm", ["r6", "w7", "b7"], last, alpha=1.0, beta=1.0, transB=1)]


def save(name, model, folder=FOLDER, tolerance=1e-4, check=True):
    onnx.save(model, folder / name)
    if check:
        onnx.checker.check_model(model)
        found = onnx.reference.ReferenceEvaluator(model).run(None, {"x": X})[0]
        assert np.abs(found - EXPECTED).max() < tolerance, (name, np.abs(found - EXPECTED).max())


def by_hand():
    shape = const("shape", np.array([2, 96], dtype=np.int64))
    # torch.export: adaptive average as an average of single pixels, Reshape with the sizes of the example, biases in Gemm.
    save("export.onnx", graph([*features(), node("AveragePool", ["r2"], "a", kernel_shape=[1, 1], strides=[1, 1], ceil_mode=0, count_include_pad=1),
                               node("Reshape", ["a", "shape"], "f", allowzero=1), node("Identity", ["f"], "clone"), *gemms("clone")], [*names(), shape], batch=2, opset=18, ir=10))
    # The same before its optimizer: sizes from the graph, transposed constants, products and sums.
    save("export-plain.onnx", graph([
        *features(), node("Shape", ["r2"], "s", start=0, end=1), node("Constant", [], "rest", value_ints=[-1]), node("Concat", ["s", "rest"], "to", axis=0),
        node("Reshape", ["r2", "to"], "f", allowzero=0), node("Transpose", ["w6"], "t6", perm=[1, 0]), node("MatMul", ["f", "t6"], "m6"),
        node("Add", ["m6", "b6"], "f6"), node("Relu", ["f6"], "r6"), node("Transpose", ["w7"], "t7", perm=[1, 0]), node("MatMul", ["r6", "t7"], "m7"),
        node("Add", ["b7", "m7"], "logits")], names(), opset=18))
    # The model zoo's bvlc_alexnet: initializers are inputs too, dropout is there, probabilities come out.
    inputs = [helper.make_tensor_value_info(c.name, c.data_type, c.dims) for c in [*names(), shape]]
    old = features()
    old[2] = node("MaxPool", ["r1"], "p1", kernel_shape=[2, 2], strides=[2, 2])
    save("zoo.onnx", graph([*old, node("Reshape", ["r2", "shape"], "f"), *gemms("f")[:2], helper.make_node("Dropout", ["r6"], ["d6"], ratio=0.5),
                            node("Gemm", ["d6", "w7", "b7"], "logits", transB=1)], [*names(), shape], batch=2, inputs=inputs, opset=9, ir=3))
    save("softmax.onnx", graph([*features(), node("Flatten", ["r2"], "f", axis=1), *gemms("f"), node("Softmax", ["logits"], "p", axis=1)], names(), outputs=("logits", "p")))
    # Typed lists instead of raw bytes; halves as whole numbers.
    save("typed.onnx", graph([*features(), node("Flatten", ["r2"], "f"), *gemms("f")], names(typed=True)))
    cast = node("Cast", ["x"], "h", to=TensorProto.FLOAT16)
    save("half-typed.onnx", graph([cast, *features("h"), node("Flatten", ["r2"], "f"), *gemms("f", "l"), node("Cast", ["l"], "logits", to=TensorProto.FLOAT)],
                                  names(typed=True, kind=TensorProto.FLOAT16)), tolerance=0.05)
    save("double-typed.onnx", graph([node("Cast", ["x"], "h", to=TensorProto.DOUBLE), *features("h"), node("Flatten", ["r2"], "f"), *gemms("f", "l"),
                                     node("Cast", ["l"], "logits", to=TensorProto.FLOAT)], [const(c.name, numpy_helper.to_array(c).astype(np.float64)) for c in names()]))
    # SAME padding, biases as sums over planes, matrices [in, out].
    same = [node("Conv", ["x", "w1"], "k1", auto_pad="SAME_UPPER"), node("Add", ["k1", "b1p"], "c1"), node("Relu", ["c1"], "r1"),
            node("MaxPool", ["r1"], "p1", kernel_shape=[2, 2], strides=[2, 2], auto_pad="VALID"), node("Conv", ["p1", "w2"], "k2", auto_pad="SAME_LOWER", group=2),
            node("Add", ["k2", "b2p"], "c2"), node("Relu", ["c2"], "r2")]
    planes = [const("b1p", W["conv1.bias"].reshape(1, 4, 1, 1)), const("b2p", W["conv2.bias"].reshape(6, 1, 1))]
    save("same.onnx", graph([*same, node("Flatten", ["r2"], "f"), node("Gemm", ["f", "w6", "b6"], "f6"), node("Relu", ["f6"], "r6"), node("Gemm", ["r6", "w7", "b7"], "logits")],
                            [*names(transposed=True), *planes]))
    external = graph([*features(), node("Flatten", ["r2"], "f"), *gemms("f")], names())
    onnx.save(external, FOLDER / "external.onnx", save_as_external_data=True, location="external.onnx.data", size_threshold=64)


def rejected():
    REJECTED.mkdir(exist_ok=True)
    flat = node("Flatten", ["r2"], "f")
    ones = const("one", np.ones(4, dtype=np.float32))
    norm = node("BatchNormalization", ["c1", "one", "one", "one", "one"], "n1")
    nodes = features()
    nodes[1] = node("Relu", ["n1"], "r1")
    save("batch-norm.onnx", graph([nodes[0], norm, *nodes[1:], flat, *gemms("f")], [*names(), ones]), REJECTED, check=False)
    save("branches.onnx", graph([*features(), node("Add", ["r2", "c2"], "sum"), node("Flatten", ["sum"], "f"), *gemms("f")], names()), REJECTED, check=False)
    dilated = features()
    dilated[0] = node("Conv", ["x", "w1", "b1"], "c1", **{**CONV1, "dilations": [2, 2], "pads": [2, 2, 2, 2]})
    save("dilated.onnx", graph([*dilated, flat, *gemms("f")], names()), REJECTED, check=False)
    save("ends-early.onnx", graph([*features(), flat, *gemms("f")[:2]], names(), outputs=("r6",)), REJECTED, check=False)
    save("open-size.onnx", helper.make_model(helper.make_graph(
        [*features(), flat, *gemms("f")], "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 5])], names())), REJECTED, check=False)
    scaled = gemms("f")
    scaled[0] = node("Gemm", ["f", "w6", "b6"], "f6", alpha=0.5, transB=1)
    save("scaled.onnx", graph([*features(), flat, *scaled], names()), REJECTED, check=False)
    last = graph([*features(), flat, *gemms("f", "l"), node("Relu", ["l"], "logits")], names())
    save("last-relu.onnx", last, REJECTED, check=False)
    shuffled = graph([*features(), node("Transpose", ["r2"], "t", perm=[0, 2, 3, 1]), node("Flatten", ["t"], "f"), *gemms("f")], names())
    save("transposed.onnx", shuffled, REJECTED, check=False)


if __name__ == "__main__":
    torch.manual_seed(17)
    FOLDER.mkdir(parents=True, exist_ok=True)
    export("torch.onnx", make(), input_names=["images"], output_names=["scores"], dynamic_axes={"images": {0: "batch"}, "scores": {0: "batch"}})
    export("torch-static.onnx", make(average=False, viewed=True))
    export("torch-view.onnx", make(viewed=True), dynamic_axes={"input.1": {0: "batch"}}, input_names=["input.1"])
    export("torch-folded.onnx", make(average=False), do_constant_folding=False, opset_version=11, export_params=True)
    for name in ("torch.onnx", "torch-static.onnx", "torch-view.onnx", "torch-folded.onnx"):
        print(name, [n.op_type for n in onnx.load(FOLDER / name).graph.node])
    by_hand()
    rejected()
