namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>True and false as tables contain them.</summary>
internal static class Truth
{
    /// <summary>Returns the value; null if the text is neither.</summary>
    public static bool? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "1" or "1.0" or "1.00" or "1." or "true" or "t" or "yes" or "y" => true,
        "0" or "0.0" or "0.00" or "0." or "false" or "f" or "no" or "n" => false,
        _ => null,
    };
}
