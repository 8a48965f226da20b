using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Export;
using AlexNetPS.Datasets.Health;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>
/// Adds what is piped to a selection of images: datasets, splits, paths of stores and folders, and images with a path
/// and a label.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="selection">Receives the images.</param>
/// <param name="split">Split of images that are in no known dataset.</param>
/// <param name="dataset">Dataset of the images, which states their labels and splits; null for none.</param>
internal sealed class SelectionInput(AlexNetCmdlet cmdlet, ExportSelection selection, SplitName split,
    ImageNetDataset? dataset)
{
    private static readonly string[] _labels = ["Label", "ClassName", "Class"];

    private readonly Lazy<Dictionary<string, (ImageSample Sample, SplitName Split)>> _known = new(() =>
    {
        var known = new Dictionary<string, (ImageSample, SplitName)>(StringComparer.Ordinal);
        foreach (DatasetSplit? part in (DatasetSplit?[])[dataset?.Train, dataset?.Validation, dataset?.Test])
        {
            foreach (ImageSample sample in part?.Samples ?? [])
                known.TryAdd(sample.Path, (sample, part!.Name));
        }

        return known;
    });

    /// <exception cref="ErrorRecordException">It is nothing that can be exported.</exception>
    /// <exception cref="DatasetException">An image is there in another split or class.</exception>
    public void Add(object given)
    {
        switch (BaseObject.Of(given))
        {
            case ImageNetDataset whole:
                selection.Add(whole);
                break;
            case DatasetSplit part:
                selection.Add(part);
                break;
            case string or FileSystemInfo:
                AddStore(given);
                break;
            case DatasetFinding finding:
                foreach (string path in finding.Files)
                    AddImage(path, null, given);
                break;
            case ImageSample sample when !_known.Value.ContainsKey(sample.Path):
                selection.Add(sample, split);
                break;
            default:
                AddObject(given);
                break;
        }
    }

    private void AddStore(object given)
    {
        string path = new PathResolver(cmdlet).Existing(
            BaseObject.Of(given) is FileSystemInfo item ? item.FullName : $"{given}");
        if (_known.Value.ContainsKey(path))
            AddImage(path, null, given);
        else
            selection.Add(References.OpenWhole(new DatasetReference(path), cmdlet));
    }

    private void AddObject(object given)
    {
        if (ObjectPath.Of(given, "Path", "FullName") is not { } path)
        {
            if (ObjectPath.Of(given, "StorePath", "SourcePath") is { } store)
            {
                object? written = PSObject.AsPSObject(given).Properties[nameof(DatasetSplit.Name)]?.Value;
                if (ObjectPath.IsCopyOf<DatasetSplit>(given) && Enum.TryParse($"{written}", out SplitName name))
                {
                    selection.Add(References.OpenSplit(new DatasetReference(store, name), name, cmdlet));
                    return;
                }

                AddStore(store);
                return;
            }

            throw new ErrorRecordException(Failure.Record("NothingToExport", ErrorCategory.InvalidArgument,
                $"{ObjectName.Of(given)} is not a dataset, a split or an image.", given,
                "Pipe a dataset of Import-ImageNetFolder, one of its splits, or some of its samples."));
        }

        AddImage(path, ObjectPath.Of(given, _labels), given);
    }

    private void AddImage(string path, string? label, object given)
    {
        if (_known.Value.TryGetValue(path, out (ImageSample Sample, SplitName Split) known))
            selection.Add(known.Sample, known.Split, dataset);
        else if (label is null)
            throw WithoutLabel(path, given);
        else
            selection.Add(path, label, split);
    }

    private ErrorRecordException WithoutLabel(string path, object given) => new(Failure.Record("LabelMissing",
        ErrorCategory.InvalidArgument, dataset is null
            ? $"'{path}' has no label."
            : $"'{path}' is not an image of '{dataset.Name}', and has no label.", given,
        "Give the dataset of the images with -Dataset, or objects with Path and Label."));
}
