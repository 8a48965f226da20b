namespace AlexNetPS.Imaging;

/// <summary>Writes images. The plug-in's codec implements it, so that a file is the same on every system.</summary>
internal interface IImageEncoder
{
    /// <summary>JPEG bytes.</summary>
    /// <param name="image">RGB, or gray; checked by the caller.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="fullChroma">Keeps color at full resolution instead of halving it.</param>
    byte[] EncodeJpeg(PixelView image, int quality, bool fullChroma);

    /// <summary>PNG bytes, 8 bits for each channel.</summary>
    /// <param name="image">RGB, or gray; checked by the caller.</param>
    byte[] EncodePng(PixelView image);
}
