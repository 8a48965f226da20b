namespace AlexNetPS.ImageSharp.Tiff;

/// <summary>Tags of TIFF 6.0, of its supplements, and of DNG.</summary>
internal static class TiffTag
{
    public const ushort NewSubfileType = 254, SubfileType = 255, Width = 256, Height = 257, BitsPerSample = 258,
        Compression = 259, Photometric = 262, Make = 271, StripOffsets = 273, SamplesPerPixel = 277, RowsPerStrip = 278,
        StripByteCounts = 279, PlanarConfiguration = 284, Predictor = 317, ColorMap = 320, TileWidth = 322,
        TileOffsets = 324, SubDirectories = 330, SampleFormat = 339, JpegTables = 347, ColorSubsampling = 530,
        DngVersion = 50706;
}
