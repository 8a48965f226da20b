namespace AlexNetPS.Datasets.Export;

/// <summary>Writes images in one of the forms, split by split.</summary>
internal interface IExportWriter : IDisposable
{
    /// <summary>Adds an image.</summary>
    /// <param name="image">The image; those of a split follow each other.</param>
    /// <param name="name">Name of its file in the source, with the extension of its bytes.</param>
    /// <param name="label">Number of its class.</param>
    /// <param name="bytes">Its bytes.</param>
    void Add(ExportImage image, string name, int label, byte[] bytes);

    /// <summary>Completes the files; returns the paths of those to report, relative to the folder.</summary>
    IReadOnlyList<string> Complete();
}
