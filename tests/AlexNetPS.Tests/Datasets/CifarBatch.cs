namespace AlexNetPS.Tests.Datasets;

/// <summary>Makes CIFAR-10 batches: 32x32 images without loss.</summary>
internal static class CifarBatch
{
    /// <param name="count">Images; their labels count 0 to 9 and start again.</param>
    /// <param name="value">Value of a channel at a pixel of an image.</param>
    public static byte[] Of(int count, Func<int, int, int, byte> value)
    {
        byte[] batch = new byte[count * 3073];
        for (int image = 0; image < count; image++)
        {
            batch[image * 3073] = (byte)(image % 10);
            for (int i = 0; i < 3072; i++)
                batch[image * 3073 + 1 + i] = value(image, i / 1024, i % 1024);
        }

        return batch;
    }

    /// <summary>A value that varies over images, channels and pixels.</summary>
    public static byte Varied(int image, int channel, int pixel) => (byte)(image * 37 + channel * 11 + pixel * 7);
}
