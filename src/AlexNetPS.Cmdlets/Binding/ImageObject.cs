using System.Collections;
using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Selection;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Objects that name an image: predictions, neighbors, files, and others with its path.</summary>
internal static class ImageObject
{
    /// <summary>Whether an object names an image, and no dataset.</summary>
    public static bool Is(object? given) => BaseObject.Of(given) switch
    {
        Prediction or SimilarImage or SelectedImage or ImageSample or FeatureEmbedding => true,
        string path => ImageFolder.IsImage(path),
        FileInfo file => ImageFolder.IsImage(file.Name),
        FileSystemInfo or IList or null => false,
        _ => ObjectPath.Of(given, "Path") is string path
            && (ImageFolder.IsImage(path) || path.Contains('#') && !Directory.Exists(path)),
    };
}

/// <summary>Lets a parameter take an object that names an image, or a list of them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ImageObjectAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        ImageObject.Is(inputData)
        || BaseObject.Of(inputData) is IList { Count: > 0 } list && list.Cast<object?>().All(ImageObject.Is)
            ? inputData
            : throw new ArgumentTransformationMetadataException("An object with the path of an image is expected, such as "
                + $"a prediction of Get-AlexNetPrediction, not {ObjectName.Of(inputData)}.",
                // PowerShell tries the next parameter after a failed cast.
                new PSInvalidCastException());
}

/// <summary>Lets a parameter take a dataset, and leaves images to another one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DatasetNotImageReferenceAttribute : DatasetReferenceAttribute
{
    private protected override bool LeavesToOthers(object? given) => ImageObject.Is(given);

    private protected override DatasetReference? From(object given) => ImageObject.Is(given) ? null : base.From(given);

    private protected override DatasetReference? FromProperties(PSObject given) =>
        ImageObject.Is(given) ? null : base.FromProperties(given);
}
