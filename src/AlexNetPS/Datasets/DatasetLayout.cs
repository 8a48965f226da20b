namespace AlexNetPS.Datasets;

/// <summary>How images and their labels are stored on disk.</summary>
public enum DatasetLayout : long
{
    /// <summary>Detected from the folder or file.</summary>
    Auto,

    /// <summary>One folder per class; images in its subfolders belong to the class too.</summary>
    ClassFolders,

    /// <summary>Class folders in train, val and test folders.</summary>
    SplitFolders,

    /// <summary>
    /// Class folders in other folders: each folder that contains images is a class, named by its relative path.
    /// </summary>
    NestedFolders,

    /// <summary>
    /// ILSVRC as downloaded: ILSVRC2012_img_train.tar or tars of classes, ILSVRC2012_img_val.tar or a flat val folder,
    /// and the devkit.
    /// </summary>
    Ilsvrc,

    /// <summary>Kaggle's ILSVRC/Data/CLS-LOC with LOC_val_solution.csv and LOC_synset_mapping.txt.</summary>
    Kaggle,

    /// <summary>tiny-imagenet-200: images folders in each class folder, val_annotations.txt, words.txt.</summary>
    TinyImageNet,

    /// <summary>
    /// A CSV, TSV or JSON Lines file with a path, a label and optionally a split per row, or a folder with one.
    /// </summary>
    List,

    /// <summary>IDX files of MNIST and its kin, plain or gzip.</summary>
    Idx,

    /// <summary>
    /// CIFAR-10's or CIFAR-100's batches, binary or for Python, in a folder or in their tar.gz.
    /// </summary>
    Cifar,

    /// <summary>
    /// WebDataset: a tar, or numbered tars in a folder, with a label in KEY.cls, KEY.json or KEY.txt next to each image.
    /// </summary>
    WebDataset,

    /// <summary>
    /// Parquet files with images in a column, as Hugging Face publishes them: data/train-00000-of-00002.parquet.
    /// </summary>
    Parquet,
}
