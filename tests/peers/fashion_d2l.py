"""The D2L recipe on Fashion-MNIST in PyTorch: loss and accuracy of each pass, to lie beside those of Invoke-AlexNetTraining.

    python3 tests/peers/fashion_d2l.py --batches 20 --epochs 3
    Import-ImageNetFolder /usr/share/datasets/fashion-mnist | Invoke-AlexNetTraining -Recipe D2L -LimitBatches 20 -Epochs 3

Without --batches each pass is a whole epoch of 60,000 images. --report 47 also prints ten lines within it, with the means of the
epoch so far, as the benchmark `dotnet run -c Release --project tests/Benchmarks -- curve D2L 47` does for this module.
"""
import argparse
import gzip
import pathlib
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")


def read(name):
    images = np.frombuffer(gzip.open(FOLDER / f"{name}-images-idx3-ubyte.gz").read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    labels = np.frombuffer(gzip.open(FOLDER / f"{name}-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
    return torch.from_numpy(images.copy()), torch.from_numpy(labels.astype(np.int64))


def net():
    return nn.Sequential(
        nn.Conv2d(1, 96, 11, stride=4, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 384, 3, padding=1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Flatten(),
        nn.Linear(6400, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, 10))


def enlarge(images):
    return F.interpolate(images.float() / 255, size=224, mode="bilinear", antialias=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", type=int)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=int, default=0)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(2)
    (train, labels), (test, test_labels) = read("train"), read("t10k")
    model, batch = net(), 128
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    print("epoch,train_loss,train_top1,validation_loss,validation_top1,seconds")
    for epoch in range(options.epochs):
        start, losses, right, seen = time.time(), 0.0, 0, 0
        model.train()
        for number, chosen in enumerate(torch.randperm(len(train)).split(batch)[: options.batches], 1):
            logits = model(enlarge(train[chosen]))
            loss = F.cross_entropy(logits, labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses += loss.item() * len(chosen)
            right += (logits.argmax(1) == labels[chosen]).sum().item()
            seen += len(chosen)
            if options.report and number % options.report == 0:
                print(f"step {number}: {losses / seen:.4f}, {right / seen:.4f}", flush=True)
        model.eval()
        with torch.no_grad():
            parts = [(model(enlarge(x)), y) for x, y in list(zip(test.split(batch), test_labels.split(batch)))[: options.batches]]
        judged = sum(len(y) for _, y in parts)
        loss = sum(F.cross_entropy(x, y, reduction="sum").item() for x, y in parts) / judged
        top1 = sum((x.argmax(1) == y).sum().item() for x, y in parts) / judged
        print(f"{epoch + 1},{losses / seen:.4f},{right / seen:.4f},{loss:.4f},{top1:.4f},{time.time() - start:.1f}", flush=True)


if __name__ == "__main__":
    main()
