using System.Globalization;
using System.Management.Automation;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>The fold of a dataset that a job, a remote session or a Clixml file returned.</summary>
internal static class FoldCopy
{
    /// <summary>Returns the fold.</summary>
    /// <param name="copy">The copy of the fold.</param>
    /// <param name="store">Path of the dataset.</param>
    /// <exception cref="ArgumentTransformationMetadataException">
    /// The copy has its text only, as a job makes it.
    /// </exception>
    public static DatasetFold Of(object copy, string store)
    {
        PSObject fold = PSObject.AsPSObject(copy);
        return Number(nameof(DatasetFold.Number)) is int number && Number(nameof(DatasetFold.Count)) is int count
            && ulong.TryParse(Text(nameof(DatasetFold.Seed)), CultureInfo.InvariantCulture, out ulong seed)
            && number >= 1 && number <= count
            ? new()
            {
                Number = number,
                Count = count,
                Seed = seed,
                GroupColumn = Text(nameof(DatasetFold.GroupColumn)),
                GroupPattern = Text(nameof(DatasetFold.GroupPattern)),
            }
            : throw new ArgumentTransformationMetadataException($"The dataset is a copy of {copy} that does "
                + $"not say how the images were divided. Make the fold where it is used: New-ImageNetFold '{store}'.");

        string? Text(string name) => fold.Properties[name]?.Value is object value
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;

        int? Number(string name) =>
            int.TryParse(Text(name), CultureInfo.InvariantCulture, out int value) ? value : null;
    }
}
