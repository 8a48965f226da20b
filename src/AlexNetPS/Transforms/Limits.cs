using System.Globalization;

namespace AlexNetPS.Transforms;

/// <summary>Shared checks of transform settings.</summary>
internal static class Limits
{
    private const int LargestSize = 4096;

    public static IEnumerable<string> Size(int size)
    {
        if (size is < 1 or > LargestSize)
            yield return $"size: {size} is not between 1 and {LargestSize} pixels";
    }

    public static IEnumerable<string> Between(string field, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{field}: {value} is not between {least} and {most}");
        }
    }

    public static IEnumerable<string> Range(string field, IReadOnlyList<double>? range, double most)
    {
        if (range is not { Count: 2 } || !(range[0] > 0) || !(range[1] >= range[0]) || !(range[1] <= most))
            yield return $"{field}: [{string.Join(", ", range ?? [])}] is not [least, most] above 0 and up to {most}";
    }

    public static IEnumerable<string> PerChannel(string field, IReadOnlyList<double>? values, double least, double most,
        string remark)
    {
        if (values is null)
            yield break;
        if (values.Count is not (1 or 3))
            yield return $"{field}: {values.Count} values instead of one, or one for each of red, green and blue";
        foreach (double value in values)
        {
            if (!(value >= least && value <= most))
                yield return $"{field}: {value} is not between {least} and {most}{remark}";
        }
    }

    /// <summary>Returns a channel's value; a single value serves all channels.</summary>
    public static double Channel(IReadOnlyList<double> values, int channel) =>
        values[Math.Min(channel, values.Count - 1)];

    public static TransformException NoStatistics(string transform, string fields) =>
        new($"{transform} takes {fields} from the training set, which has no statistics. Import the folder without "
            + $"-IndexOnly, or write {fields} into the recipe.");
}
