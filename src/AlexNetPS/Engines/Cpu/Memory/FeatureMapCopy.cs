using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
                int done = 0;
                if (pixel == 3)
                {
                    float* red = source + (long)y * width;
                    done = Interleave(red, red + (long)height * width, red + 2L * height * width, row, width);
                }

                if (lanes < pixel)
                    new Span<float>(row, width * pixel).Clear();
                for (int lane = 0; lane < lanes; lane++)
                {
                    float* plane = source + ((long)(first + lane) * height + y) * width;
                    for (int x = done; x < width; x++)
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

    /// <summary>Writes the channels of color images pixel by pixel; returns the pixels written, a multiple of 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Interleave(float* red, float* green, float* blue, float* pixels, int count)
    {
        Vector128<float> first = Vector128.Create(-1, 0, 0, -1).AsSingle(), second =
            Vector128.Create(0, -1, 0, 0).AsSingle();
        int x = 0;
        for (; x + 4 <= count; x += 4, pixels += 12)
        {
            // Each value moves to its place in one of three registers; others there are masked.
            Vector128<float> r = Vector128.Shuffle(Vector128.Load(red + x), Vector128.Create(0, 3, 2, 1));
            Vector128<float> g = Vector128.Shuffle(Vector128.Load(green + x), Vector128.Create(1, 0, 3, 2));
            Vector128<float> b = Vector128.Shuffle(Vector128.Load(blue + x), Vector128.Create(2, 1, 0, 3));
            Select(first, r, Select(second, g, b)).Store(pixels);
            Select(first, g, Select(second, b, r)).Store(pixels + 4);
            Select(first, b, Select(second, r, g)).Store(pixels + 8);
        }

        return x;

        static Vector128<float> Select(Vector128<float> mask, Vector128<float> yes, Vector128<float> no) =>
            Vector128.ConditionalSelect(mask, yes, no);
    }

    private static float* Pixel(FeatureMap map, int image, int block, int y) => map.Layout == FeatureLayout.Flat
        ? map.Block(0, block) + (long)image * map.PixelPitch
        : map.Block(image, block) + (long)y * map.RowPitch;
}
