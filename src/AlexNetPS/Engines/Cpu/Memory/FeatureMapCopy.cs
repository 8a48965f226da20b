using System.Runtime.CompilerServices;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>
/// Copies between the order of <see cref="INetwork"/> (image, channel, row, column) and the inner layout of a map.
/// </summary>
internal static unsafe class FeatureMapCopy
{
    /// <summary>Writes one image to a map; padded channels become zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Import(float* source, FeatureMap map, int image)
    {
        int channels = map.Shape.Channels, height = map.Shape.Height, width = map.Shape.Width, pixel = map.PixelPitch;
        for (int block = 0; block < map.Blocks; block++)
        {
            int first = block * pixel, lanes = Math.Min(pixel, channels - first);
            for (int y = 0; y < height; y++)
            {
                float* row = Pixel(map, image, block, y);
                if (lanes < pixel)
                    new Span<float>(row, width * pixel).Clear();
                for (int lane = 0; lane < lanes; lane++)
                {
                    float* plane = source + ((long)(first + lane) * height + y) * width;
                    for (int x = 0; x < width; x++)
                        row[x * pixel + lane] = plane[x];
                }
            }
        }
    }

    /// <summary>Reads one image from a map.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Export(FeatureMap map, int image, float* destination)
    {
        int channels = map.Shape.Channels, height = map.Shape.Height, width = map.Shape.Width, pixel = map.PixelPitch;
        for (int channel = 0; channel < channels; channel++)
        {
            for (int y = 0; y < height; y++)
            {
                float* row = Pixel(map, image, channel / pixel, y) + channel % pixel;
                float* plane = destination + ((long)channel * height + y) * width;
                for (int x = 0; x < width; x++)
                    plane[x] = row[x * pixel];
            }
        }
    }

    /// <summary>Reads all images of the current call from a map.</summary>
    public static void Export(FeatureMap map, Span<float> destination)
    {
        fixed (float* target = destination)
        {
            for (int image = 0; image < map.Count; image++)
                Export(map, image, target + image * map.Shape.Count);
        }
    }

    private static float* Pixel(FeatureMap map, int image, int block, int y) => map.Layout == FeatureLayout.Flat
        ? map.Block(0, block) + (long)image * map.PixelPitch
        : map.Block(image, block) + (long)y * map.RowPitch;
}
