"""Writes the names of ILSVRC-2012's 1,000 classes, which weights of torchvision and Caffe predict: synset and words in the order of the outputs.

Nothing of ImageNet is read. Which classes there are comes from torchvision's list of categories, what they are called and their numbers
from WordNet 3.0, whose noun 1440764 is ImageNet's n01440764. The categories are in the order of the numbers, which tells the two cranes
apart. Needs Debian's wordnet-base and python3-torchvision (only its file models/_meta.py); folders of images, each named by its synset,
are compared if given. Run it from anywhere:

    python3 tests/peers/ilsvrc_classes.py [--wordnet /usr/share/wordnet] [--categories .../torchvision/models/_meta.py] [--compare FOLDER]
"""
import argparse
import ast
import pathlib
import sys

TARGET = pathlib.Path(__file__).resolve().parents[2] / "src" / "AlexNetPS" / "Models" / "Import" / "ImageNetClasses.txt"

HEADER = """\
# The classes of ILSVRC-2012 in the order of the outputs: synset, a blank, words. Made by tests/peers/ilsvrc_classes.py.
#
# The words are those of WordNet 3.0, with this notice:
#
# This software and database is being provided to you, the LICENSEE, by Princeton University under the following license. By
# obtaining, using and/or copying this software and database, you agree that you have read, understood, and will comply with these
# terms and conditions.: Permission to use, copy, modify and distribute this software and database and its documentation for any
# purpose and without fee or royalty is hereby granted, provided that you agree to comply with the following copyright notice and
# statements, including the disclaimer, and that the same appear on ALL copies of the software, database and documentation,
# including modifications that you make for internal use or for distribution.
#
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved.
#
# THIS SOFTWARE AND DATABASE IS PROVIDED "AS IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR
# IMPLIED. BY WAY OF EXAMPLE, BUT NOT LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANT-ABILITY OR
# FITNESS FOR ANY PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT INFRINGE ANY THIRD
# PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS.
#
# The name of Princeton University or Princeton may not be used in advertising or publicity pertaining to distribution of the
# software and/or database. Title to copyright in this software, database and any associated documentation shall at all times remain
# with Princeton University and LICENSEE agrees to preserve same.
"""


def nouns(folder):
    """Number to words and the number of the more general noun."""
    found = {}
    with open(pathlib.Path(folder) / "data.noun", encoding="ascii") as lines:
        for line in lines:
            if line.startswith("  "):
                continue
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            words = [word.replace("_", " ") for word in fields[4:4 + 2 * count:2]]
            pointers = fields[5 + 2 * count:]
            above = next((int(pointers[i + 1]) for i in range(0, len(pointers), 4) if pointers[i] in ("@", "@i")), None)
            found[int(fields[0])] = (words, above)
    return found


def categories(path):
    tree = ast.parse(pathlib.Path(path).read_text())
    return next(ast.literal_eval(node.value) for node in tree.body
                if isinstance(node, ast.Assign) and node.targets[0].id == "_IMAGENET_CATEGORIES")


# Categories whose word has several nouns between their neighbors in the list, and the noun that ImageNet has images of.
CHOSEN = """
green snake 1729977; partridge 1807496; echidna 1872401; jellyfish 1910747; king crab 1981276; goldfinch 1531178; red fox 2119022;
kit fox 2119789; tabby 2123045; ox 2403003; abacus 2666196; altar 2699494; amphibian 2704792; apron 2730930; balloon 2782093;
barrel 2795169; bassinet 2804414; beaker 2815834; bib 2834397; binder 2840245; bobsled 2860847; bow 2879718; brass 2892201; cab
2930766; cannon 2950826; carousel 2966193; castle 2980441; chain 2999410; chest 3014705; cloak 3045698; clog 3047690; coil
3065424; convertible 3100240; crib 3131574; diaper 3188531; dock 3216828; dome 3220513; drum 3249569; Dutch oven 3259280; envelope
3291819; file 3337140; flute 3372029; fountain 3388043; gondola 3447447; gown 3450230; grille 3459775; half track 3478589; hammer
3481172; harp 3495258; holster 3527444; hook 3532672; iron 3584829; jersey 3595614; library 3661043; liner 3673027; lotion
3690938; mailbag 3709823; maillot 3710637; maillot tank suit 3710721; mask 3724870; monitor 3782006; mortar 3786901; mortarboard
3787032; paddle 3873416; pajama 3877472; palace 3877845; pick 3929660; pickup 3930630; pier 3933933; pinwheel 3944341; plane
3954731; planetarium 3956157; pole 3976657; pot 3991062; printer 4004767; projector 4009552; radiator 4040759; radio 4041544; reel
4067472; revolver 4086273; rotisserie 4111531; safe 4125021; scale 4141975; schooner 4147183; screen 4152593; screw 4153751;
shield 4192698; shovel 4208210; slot 4243546; snorkel 4251144; spatula 4270147; spider web 4275548; spindle 4277352; stage
4296562; stove 4330267; stretcher 4336792; suit 4350905; swab 4367480; switch 4372370; tank 4389033; television 4404412; tractor
4465501; upright 4515003; vault 4523525; wardrobe 4550184; washbasin 4553703; washer 4554684; whistle 4579432; wing 4592741;
wooden spoon 4597913; yawl 4612504; volcano 9472597; groom 10148035; corn 12144580; buckeye 12768682; crane bird 2012849; crane
3126707
"""


def synsets(names, known, chosen):
    """The noun of each category: the chosen one, or the only one between its neighbors."""
    by_word = {}
    for number, (words, _) in known.items():
        for word in words:
            by_word.setdefault(word.lower(), set()).add(number)
    found = [{chosen[name]} if name in chosen else by_word[name.lower()] for name in names]
    for order, limit, keep in ((range(len(found)), 0, max), (range(len(found) - 1, -1, -1), 10**9, min)):
        for i in order:
            found[i] = {number for number in found[i] if keep(number, limit) == number != limit}
            limit = (min if keep is max else max)(found[i])
    several = [name for name, numbers in zip(names, found) if len(numbers) != 1]
    if several:
        sys.exit(f"not one noun: {several}")
    return [numbers.pop() for numbers in found]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--wordnet", default="/usr/share/wordnet")
    parser.add_argument("--categories", default="/usr/lib/python3/dist-packages/torchvision/models/_meta.py")
    parser.add_argument("--compare")
    options = parser.parse_args()
    known = nouns(options.wordnet)
    chosen = {name: int(number) for name, number in (entry.strip().rsplit(" ", 1) for entry in CHOSEN.replace("\n", " ").split(";"))}
    found = synsets(categories(options.categories), known, chosen)
    if found != sorted(set(found)) or len(found) != 1000:
        sys.exit("the classes are not 1,000 in the order of their numbers")
    words = [", ".join(known[number][0]) for number in found]

    # The two cranes have one name in WordNet; what is above them tells them apart.
    words = [f"{name} ({known[known[number][1]][0][0]})" if words.count(name) > 1 else name for number, name in zip(found, words)]
    TARGET.write_text(HEADER + "".join(f"n{number:08} {name}\n" for number, name in zip(found, words)), encoding="ascii")
    print(f"{len(found)} classes in {TARGET}")
    if options.compare:
        folders = [folder.name for folder in pathlib.Path(options.compare).iterdir() if folder.is_dir()]
        unknown = sorted(set(folders) - {f"n{number:08}" for number in found})
        print(f"{len(folders) - len(unknown)} of {len(folders)} folders are classes; {unknown}")
