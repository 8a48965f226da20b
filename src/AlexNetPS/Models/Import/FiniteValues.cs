using System.Globalization;

namespace AlexNetPS.Models.Import;

/// <summary>Weights are numbers: one NaN makes every result NaN.</summary>
internal static class FiniteValues
{
    /// <exception cref="FormatException">A value is infinite or not a number.</exception>
    public static void Check(string tensor, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                throw new FormatException($"tensor '{tensor}' has the value "
                    + $"{value.ToString(CultureInfo.InvariantCulture)}, which is not a finite number; the file is "
                    + "damaged, or its training diverged");
            }
        }
    }
}
