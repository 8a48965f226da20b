using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.LabelErrors;
using AlexNetPS.Inference.Selection;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>An image to be moved out of its dataset.</summary>
public sealed class MovedImage : Reference
{
    internal MovedImage(string path, string? source, string reason)
        : base(path) => (Source, Reason) = (source, reason);

    /// <summary>Folder or list of the dataset; null if the object does not state it.</summary>
    internal string? Source { get; }

    /// <summary>Why it is moved.</summary>
    internal string Reason { get; }

    /// <summary>Whether an object is an image, and not a dataset or the path of one.</summary>
    internal static bool IsImage(object? given) => BaseObject.Of(given) is LabelError or Prediction or ImageSample
            or SelectedImage
        || ObjectPath.IsCopyOf<LabelError>(given) || ObjectPath.IsCopyOf<Prediction>(given)
        || ObjectPath.IsCopyOf<ImageSample>(given) || ObjectPath.IsCopyOf<SelectedImage>(given);
}

/// <summary>Lets a parameter take images: objects with a path that are no datasets.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MovedImageAttribute : ReferenceAttribute<MovedImage>
{
    private protected override string Accepted =>
        "An image of Find-ImageNetLabelError or Get-AlexNetPrediction, or another object with the path of an image";

    private protected override bool LeavesToOthers(object? given) => true;

    private protected override MovedImage? From(object given) => null;

    private protected override MovedImage? FromProperties(PSObject given)
    {
        if (given.BaseObject is string or FileSystemInfo or ImageNetDataset or DatasetSplit
            || ObjectPath.Of(given, "StorePath") is not null
            || ObjectPath.Of(given, "Path", "FullName", "PSPath") is not string path)
        {
            return null;
        }

        return new(path, ObjectPath.Of(given, nameof(LabelError.SourcePath)), ReasonOf(given));
    }

    private static string ReasonOf(PSObject given)
    {
        string? label = ObjectPath.Of(given, nameof(LabelError.GivenLabel), nameof(Prediction.ActualLabel));
        string? other = ObjectPath.Of(given, nameof(LabelError.SuggestedLabel), nameof(Prediction.Label));
        return label is null || other is null || label == other
            ? "Chosen by the user"
            : $"Labeled {label}, probably {other}";
    }
}

/// <summary>Lets a parameter take a dataset, and leaves images to another parameter.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DatasetNotImageAttribute : DatasetReferenceAttribute
{
    private protected override bool LeavesToOthers(object? given) => MovedImage.IsImage(given);

    private protected override DatasetReference? FromProperties(PSObject given) =>
        MovedImage.IsImage(given) ? null : base.FromProperties(given);
}
