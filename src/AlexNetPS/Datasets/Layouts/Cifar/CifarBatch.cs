namespace AlexNetPS.Datasets.Layouts.Cifar;

/// <summary>Images of a batch: 1,024 bytes each of red, green and blue.</summary>
/// <param name="Labels">Label of each image.</param>
/// <param name="Records">Bytes with the planes of all images.</param>
/// <param name="First">Offset of the first image's planes.</param>
/// <param name="Stride">Bytes from one image's planes to the next.</param>
internal sealed record CifarBatch(int[] Labels, byte[] Records, int First, int Stride)
{
    public const int Side = 32, Plane = Side * Side, PlanesBytes = 3 * Plane;

    /// <summary>
    /// Returns the images of a binary batch. A record is a label (CIFAR-100: the coarse label, then the fine one, which
    /// is used) and the planes.
    /// </summary>
    /// <exception cref="FormatException">It is not a whole number of records.</exception>
    public static CifarBatch OfRecords(string shown, byte[] records, CifarVersion version)
    {
        int header = version.IsHundred ? 2 : 1, stride = header + PlanesBytes;
        if (records.Length == 0 || records.Length % stride != 0)
        {
            throw new FormatException($"{shown} has {records.Length:N0} bytes, which is not a multiple of the "
                + $"{stride:N0} bytes of an image. Download it again.");
        }

        int[] labels = new int[records.Length / stride];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = records[i * stride + header - 1];
        return new(labels, records, header, stride);
    }
}
