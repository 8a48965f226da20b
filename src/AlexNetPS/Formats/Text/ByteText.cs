using System.Globalization;

namespace AlexNetPS.Formats.Text;

/// <summary>Numbers of bytes as people read them.</summary>
internal static class ByteText
{
    private static readonly (double Unit, string Name)[] _units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];

    /// <summary>
    /// Returns "1.5 GB", "12 MB", "640 bytes": one decimal below 10, whole numbers above, in units of 1,000.
    /// </summary>
    public static string Of(double bytes)
    {
        foreach ((double unit, string name) in _units)
        {
            if (bytes >= 0.9995 * unit)
                return string.Create(CultureInfo.InvariantCulture, $"{Rounded(bytes / unit)} {name}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");
    }

    private static string Rounded(double value) =>
        value.ToString(value < 9.95 ? "F1" : "N0", CultureInfo.InvariantCulture);
}
