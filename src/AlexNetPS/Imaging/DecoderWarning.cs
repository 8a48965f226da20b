namespace AlexNetPS.Imaging;

/// <summary>Warnings about files that are read.</summary>
internal static class DecoderWarning
{
    /// <summary>The decoder has read the image to its end and data remain: somewhere it has lost its place.</summary>
    public const string DamagedData =
        "damaged image data: bytes are left over, so that part of the image is probably wrong";

    /// <summary>Whether a warning means that part of the image is lost.</summary>
    public static bool IsDamage(string warning) => warning.StartsWith("damaged", StringComparison.Ordinal);
}
