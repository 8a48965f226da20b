"""Images per second of torchvision and Pillow on class folders, one process and one thread.

    python3 tests/peers/import_torchvision.py import|load FOLDER

import: ImageFolder, Resize(256), CenterCrop(256). load: ImageFolder, RandomResizedCrop(224), flip, tensor, Normalize,
collated in batches of 64.
"""
import sys
import time

import torch
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

IMPORT = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(256)])
LOAD = transforms.Compose([
    transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
    transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])


def main():
    torch.set_num_threads(1)
    what, folder = sys.argv[1:]
    if what == "import":
        images = datasets.ImageFolder(folder, IMPORT)
    else:
        images = DataLoader(datasets.ImageFolder(folder, LOAD), batch_size=64, shuffle=True)
    start = time.perf_counter()
    count = 0
    for image, label in images:
        count += 1 if what == "import" else len(label)
    print(f"{count / (time.perf_counter() - start):.2f}")


main()
