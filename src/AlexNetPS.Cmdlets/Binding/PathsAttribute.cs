using System.Collections;
using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>
/// Lets a -Path parameter take objects that have a path, and rejects those that are no path, which PowerShell would
/// convert to a text.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public class PathsAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public sealed override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        BaseObject.Of(inputData) is IList list
            ? list.Cast<object>().Select(Convert).ToArray()
            : Convert(inputData);

    /// <summary>Returns the parameter that takes an object that is no path; null if it has a path.</summary>
    private protected virtual string? Advice(object given) => given switch
    {
        ImageNetDataset or DatasetSplit or AlexNetModel or TrainingRun or Recipe => "",
        _ => null,
    };

    /// <summary>Returns the path of an object that the parameter takes; null for any other.</summary>
    private protected virtual string? PathOf(object given) => null;

    private object Convert(object item)
    {
        object? value = BaseObject.Of(item);
        if (value is not null && PathOf(item) is string path)
            return path;
        // A file object binds to -LiteralPath by its own property, which is safe for names with brackets.
        if (value is null or string or FileSystemInfo)
            return item;
        if (value is DatasetSplit or FeatureEmbedding)
            throw Rejected(item, Advice(value), new PSInvalidCastException());
        if (Advice(value) is string advice)
            throw Rejected(item, advice, null);
        return ObjectPath.Of(item, "Path", "PSPath", "FullName")
            // PowerShell would make a text of the name of the type.
            ?? (value is IConvertible ? item : throw Rejected(item, null, null));
    }

    private static ArgumentTransformationMetadataException Rejected(object item, string? advice, Exception? inner) =>
        new($"A path is expected, not {ObjectName.Of(item)}.{advice}", inner);
}

/// <summary>Lets a parameter take paths of images.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImagePathsAttribute : PathsAttribute
{
    private protected override string? Advice(object given) => given switch
    {
        TrainingRun or AlexNetModel => " Use -Model for it.",
        ImageNetDataset => " Use one of its splits: $dataset.Validation",
        DatasetSplit => " Use -Split for it.",
        _ => base.Advice(given),
    };
}

/// <summary>Lets a parameter take paths of stores, stores, and datasets with a store.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StorePathsAttribute : PathsAttribute
{
    private protected override string? PathOf(object given) => BaseObject.Of(given) switch
    {
        ImageNetStore store when !Directory.Exists(store.StorePath) => Remains(store.StorePath) ?? store.StorePath,
        FileSystemInfo => null,
        _ => ObjectPath.Of(given, "StorePath"),
    };

    // Of an import that never ended, only its own folder or those of its workers exist.
    private static string? Remains(string store) => Directory.Exists(Path.GetDirectoryName(store))
        ? Directory.EnumerateDirectories(Path.GetDirectoryName(store)!, Path.GetFileName(store) + ".part*")
            .FirstOrDefault()
        : null;

    private protected override string? Advice(object given) =>
        given is ImageNetDataset ? " It was imported with -IndexOnly and has no store." : base.Advice(given);
}

/// <summary>Lets a parameter take paths of parts of a store, and parts.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PartPathsAttribute : PathsAttribute
{
    private protected override string? PathOf(object given) =>
        BaseObject.Of(given) is FileSystemInfo ? null : ObjectPath.Of(given, "PartPath");
}

/// <summary>Lets a parameter take paths of runs, and runs.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RunPathsAttribute : PathsAttribute
{
    private protected override string? Advice(object given) => given is TrainingRun ? null : base.Advice(given);
}
