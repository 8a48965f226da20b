using System.Globalization;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Losses in progress and messages, in the user's culture.</summary>
internal static class LossDisplay
{
    /// <summary>Returns a loss with four decimals, or from a million on with four significant digits.</summary>
    public static string Of(double loss) => loss.ToString(loss < 1e6 ? "N4" : "G4", CultureInfo.CurrentCulture);
}
