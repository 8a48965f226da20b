#!/usr/bin/env python3
"""Writes where torchvision's CenterCrop begins in images of odd, even, smaller and larger sides.

    python3 tests/peers/center_crops.py tests/AlexNetPS.Tests/Imaging/Images/center-crops.csv

left and top are columns and rows of the image; below zero, that many columns or rows of black come first.
"""
import sys

import torch
from torchvision.transforms import functional as F


def main():
    with open(sys.argv[1], "w", encoding="ascii", newline="\n") as file:
        file.write("size,width,height,left,top\n")
        for size in (8, 9, 16):
            for width in (3, 7, 8, 9, 15, 16, 17, 18, 31, 34):
                for height in (4, 8, 13, 16, 19, 21, 30):
                    y, x = torch.meshgrid(torch.arange(height) + 1, torch.arange(width) + 1, indexing="ij")
                    crop = F.center_crop(torch.stack([x, y]).to(torch.uint8), [size, size])
                    row, column = crop[0].nonzero()[0].tolist()
                    left = crop[0, row, column].item() - 1 - column
                    top = crop[1, row, column].item() - 1 - row
                    file.write(f"{size},{width},{height},{left},{top}\n")


if __name__ == "__main__":
    main()
