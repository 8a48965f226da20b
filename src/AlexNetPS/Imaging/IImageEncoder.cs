namespace AlexNetPS.Imaging;

/// <summary>Writes images. Implemented by the plug-in's codec, so that files are the same on every system.</summary>
internal interface IImageEncoder
{
    /// <summary>Encodes a JPEG.</summary>
    /// <param name="image">RGB or gray; checked by the caller.</param>
    /// <param name="quality">1 to 100.</param>
    /// <param name="fullChroma">Keeps color at full resolution instead of halving it.</param>
    byte[] EncodeJpeg(PixelView image, int quality, bool fullChroma);

    /// <summary>Encodes a PNG with 8 bits per channel.</summary>
    /// <param name="image">RGB or gray; checked by the caller.</param>
    byte[] EncodePng(PixelView image);
}
