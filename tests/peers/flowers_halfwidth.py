"""HalfWidth recipe in PyTorch on a train/val folder of images: the curve that AlexNetPS is held against.

    /usr/bin/python3 tests/peers/flowers_halfwidth.py FOLDER [--epochs 10] [--seeds 1 2 3] [--device cuda:0]

Prints one CSV row per epoch: seed, epoch, train loss, train top-1, validation loss, validation top-1, seconds.
"""
import argparse
import time

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def half_width(classes):
    def conv(i, o, k, **kw):
        return [nn.Conv2d(i, o, k, **kw), nn.ReLU(inplace=True)]

    net = nn.Sequential(
        *conv(3, 48, 11, stride=4, padding=2), nn.MaxPool2d(3, 2),
        *conv(48, 128, 5, padding=2), nn.MaxPool2d(3, 2),
        *conv(128, 192, 3, padding=1), *conv(192, 192, 3, padding=1), *conv(192, 128, 3, padding=1), nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Dropout(0.5), nn.Linear(128 * 6 * 6, 2048), nn.ReLU(inplace=True),
        nn.Dropout(0.5), nn.Linear(2048, 2048), nn.ReLU(inplace=True),
        nn.Linear(2048, classes))
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, 0.01)
            nn.init.zeros_(module.bias)
    return net


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    device = torch.device(args.device)
    card = device.type == "cuda"
    torch.backends.cudnn.benchmark = card
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = False

    normalize = transforms.Normalize((0.5,) * 3, (0.5,) * 3)
    train = datasets.ImageFolder(f"{args.folder}/train", transforms.Compose([
        transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), normalize]))
    validation = datasets.ImageFolder(f"{args.folder}/val", transforms.Compose([
        transforms.Resize((224, 224)), transforms.ToTensor(), normalize]))

    print("seed,epoch,train_loss,train_top1,validation_loss,validation_top1,seconds", flush=True)
    for seed in args.seeds:
        torch.manual_seed(seed)
        net = half_width(len(train.classes)).to(device)
        optimizer = torch.optim.Adam(net.parameters(), lr=2e-4)
        criterion = nn.CrossEntropyLoss()
        settings = dict(batch_size=args.batch, num_workers=args.workers, pin_memory=card, persistent_workers=args.workers > 0)
        train_loader = DataLoader(train, shuffle=True, **settings)
        validation_loader = DataLoader(validation, **settings)
        for epoch in range(1, args.epochs + 1):
            start = time.time()
            net.train()
            # Sums stay on the device, so that a step does not wait for the one before it.
            loss_sum = torch.zeros((), dtype=torch.float64, device=device)
            correct = torch.zeros((), dtype=torch.int64, device=device)
            for images, labels in train_loader:
                images, labels = images.to(device, non_blocking=True), labels.to(device, non_blocking=True)
                optimizer.zero_grad()
                logits = net(images)
                loss = criterion(logits, labels)
                loss.backward()
                optimizer.step()
                loss_sum += loss.detach() * len(labels)
                correct += (logits.argmax(1) == labels).sum()
            loss_sum, correct = loss_sum.item(), correct.item()
            seconds = time.time() - start
            net.eval()
            v_loss = v_correct = 0
            with torch.no_grad():
                for images, labels in validation_loader:
                    images, labels = images.to(device), labels.to(device)
                    logits = net(images)
                    v_loss += criterion(logits, labels).item() * len(labels)
                    v_correct += (logits.argmax(1) == labels).sum().item()
            n, v = len(train), len(validation)
            print(f"{seed},{epoch},{loss_sum / n:.4f},{correct / n:.4f},{v_loss / v:.4f},{v_correct / v:.4f},{seconds:.1f}", flush=True)


if __name__ == "__main__":
    main()
