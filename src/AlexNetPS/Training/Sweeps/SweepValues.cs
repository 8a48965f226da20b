using System.Globalization;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Values of settings by name, whose text is the values: what a cell of a CSV file shows of them.</summary>
internal sealed class SweepValues : OrderedDictionary<string, object?>
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", this.Select(one =>
        string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value ?? "none"}")));
}
