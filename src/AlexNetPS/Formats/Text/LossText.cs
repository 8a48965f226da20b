using System.Globalization;

namespace AlexNetPS.Formats.Text;

/// <summary>Losses in messages: one that has diverged has up to thirty digits.</summary>
internal static class LossText
{
    /// <summary>Returns a loss with some decimals, or from a million on in scientific notation.</summary>
    public static string Of(double loss, int decimals = 4) =>
        loss.ToString(loss < 1e6 ? $"F{decimals}" : "0.0e+0", CultureInfo.InvariantCulture);
}
