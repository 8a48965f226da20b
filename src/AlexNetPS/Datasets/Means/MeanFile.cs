using AlexNetPS.Datasets.Store;
using AlexNetPS.Formats.Npy;

namespace AlexNetPS.Datasets.Means;

/// <summary>mean.npy: [height, width, channels] in float64, on the scale 0..255.</summary>
internal static class MeanFile
{
    /// <summary>
    /// Reads the means; null if the file is missing or damaged. A store is complete without it.
    /// </summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static double[]? TryRead(string path, out MeanFrame frame)
    {
        MeanFrame read = default;
        double[]? means = StoreReading.Try(path, () =>
        {
            double[] values = NpyFile.Read<double>(path, "<f8", out long[] shape);
            if (shape is not [> 0 and <= 4096, > 0 and <= 4096, 1 or 3]
                || values.AsSpan().ContainsAnyExceptInRange(0, 255))
            {
                return null;
            }

            read = new((int)shape[1], (int)shape[0], (int)shape[2]);
            return values;
        });
        frame = read;
        return means;
    }

    /// <summary>The mean image of a store; null if it has none.</summary>
    /// <exception cref="DatasetException">The file cannot be read.</exception>
    public static MeanImage? TryRead(StorePaths store) =>
        TryRead(store.Mean, out MeanFrame frame) is double[] means
            ? MeanImage.FromInterleaved(frame.Width, frame.Height, frame.Channels, means)
            : null;
}
