"""Logits of an exported ONNX file in ONNX Runtime (Debian 13's python3-onnxruntime, or the package onnxruntime)."""
import numpy as np
import onnxruntime


def logits(model, images):
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    found = []
    # Batches of different sizes, because the number of images is left open.
    for batch in [images[:1]] + [images[at:at + 16] for at in range(1, len(images), 16)]:
        logits, probabilities = session.run(["logits", "probabilities"], {"images": batch})
        assert abs(probabilities.sum(1) - 1).max() < 1e-4
        found.append(logits)
    return np.concatenate(found)
