using System.Runtime.InteropServices;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Export;

/// <summary>Images to export: whole datasets, splits, or single images, with their labels and splits.</summary>
public sealed class ExportSelection
{
    // Layouts that name their images: another folder next to them is not imported.
    private static readonly string[] _named = ["list ", "WebDataset", "Parquet"];

    private readonly List<ExportImage> _images = [];
    private readonly Dictionary<string, ExportImage> _paths = new(FileNames.Comparer);
    private readonly List<(string Name, int Index)> _classes = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<ImageNetDataset> _datasets = [];
    private readonly HashSet<string> _sources = new(FileNames.Comparer);

    /// <summary>Number of images.</summary>
    public int Count => _images.Count;

    internal IReadOnlyList<ExportImage> Images => _images;

    /// <summary>Folders of the datasets whose folders are classes or parts.</summary>
    internal IReadOnlyCollection<string> Sources => _sources;

    /// <summary>Name of the only dataset, or "selection".</summary>
    internal string Name => _datasets.Count == 1 ? _datasets.First().Name : "selection";

    /// <summary>Hash of the only dataset; null if there are others, or if it has none.</summary>
    internal string? Sha256 => _datasets.Count == 1 && _datasets.First() is var only && only.Count == Count
        ? only.Sha256
        : null;

    /// <summary>Properties of the images.</summary>
    internal ExportProperties Properties => new(_images);

    /// <summary>Class names; the position is the number of the class.</summary>
    internal IReadOnlyList<string> Classes => [.. _classes.OrderBy(one => one.Index).Select(one => one.Name)];

    /// <summary>Adds all images of a dataset.</summary>
    /// <exception cref="DatasetException">An image is there in another split or class.</exception>
    public void Add(ImageNetDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        Add(dataset.Train);
        Add(dataset.Validation);
        Add(dataset.Test);
    }

    /// <summary>Adds all images of a split.</summary>
    /// <exception cref="DatasetException">An image is there in another split or class.</exception>
    public void Add(DatasetSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        Expect(split.Dataset);
        foreach (ImageSample sample in split.Samples)
            Add(new ExportImage(sample.Path, sample.Label, split.Name, sample, split.Dataset), sample.LabelIndex);
    }

    /// <summary>Adds an image.</summary>
    /// <param name="sample">The image.</param>
    /// <param name="split">Its split.</param>
    /// <param name="dataset">Its dataset, which is needed for prepared pixels; null for none.</param>
    /// <exception cref="DatasetException">The image is there in another split or class.</exception>
    public void Add(ImageSample sample, SplitName split, ImageNetDataset? dataset = null)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (dataset is not null)
            Expect(dataset);
        Add(new ExportImage(sample.Path, sample.Label, split, sample, dataset), sample.LabelIndex);
    }

    /// <summary>Adds an image file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="label">Class name.</param>
    /// <param name="split">Its split.</param>
    /// <exception cref="DatasetException">The image is there in another split or class.</exception>
    public void Add(string path, string label, SplitName split)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        Add(new ExportImage(Path.GetFullPath(path), label, split, null, null), int.MaxValue);
    }

    /// <summary>Keeps the numbers of the classes of a dataset, also of those without an image here.</summary>
    private void Expect(ImageNetDataset dataset)
    {
        if (!_datasets.Add(dataset))
            return;
        if (!_named.Any(start => dataset.Layout.StartsWith(start, StringComparison.Ordinal)))
            _sources.Add(dataset.SourcePath);
        foreach (ImageClass one in dataset.Classes)
            Register(one.Name, one.Index);
    }

    private void Add(ExportImage image, int labelIndex)
    {
        ref ExportImage? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_paths, image.Path, out bool exists);
        if (exists)
        {
            // The same image may come from a list and from a dataset.
            if (known!.Label == image.Label && known.Split == image.Split)
                return;
            throw new DatasetException($"'{image.Path}' is selected twice: as '{known.Label}' in {known.Split} and as "
                + $"'{image.Label}' in {image.Split}. An image has one class and one split.");
        }

        known = image;
        _images.Add(image);
        Register(image.Label, labelIndex);
    }

    private void Register(string label, int index)
    {
        if (_names.Add(label))
            _classes.Add((label, index));
    }
}
