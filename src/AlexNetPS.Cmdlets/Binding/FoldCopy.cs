using System.Globalization;
using System.Management.Automation;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>The fold of a dataset that a job, a remote session or a Clixml file returned.</summary>
internal static class FoldCopy
{
    /// <summary>Returns the fold; null if the copy does not have its properties.</summary>
    public static DatasetFold? Of(object copy)
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
            : null;

        string? Text(string name) => fold.Properties[name]?.Value is object value
            ? Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;

        int? Number(string name) => int.TryParse(Text(name), CultureInfo.InvariantCulture, out int value) ? value : null;
    }
}
