namespace AlexNetPS.Datasets.Export;

/// <summary>Forms in which a dataset is written for other programs.</summary>
public enum ExportFormat : long
{
    /// <summary>
    /// A folder for each split, in it a folder for each class and a metadata.csv with file names and labels: Hugging
    /// Face's image folder, and torchvision's.
    /// </summary>
    ImageFolder,

    /// <summary>
    /// data/train-00000-of-00002.parquet, with image, label and class names as Hugging Face writes them.
    /// </summary>
    Parquet,

    /// <summary>Numbered tars, train-000000.tar, with KEY.jpg, KEY.cls and KEY.json of each image.</summary>
    WebDataset,

    /// <summary>A list with path, label and split of each image; the images stay where they are.</summary>
    Csv,
}

/// <summary>Which pixels an export contains.</summary>
public enum PreparedImages : long
{
    /// <summary>The files of the source, unchanged. Images without a file of their own (IDX, CIFAR) as PNG.</summary>
    None,

    /// <summary>The prepared images as PNG, without loss.</summary>
    Png,

    /// <summary>The prepared images as JPEG.</summary>
    Jpeg,
}
