namespace AlexNetPS.Transforms;

/// <summary>
/// The part of each batch that one of several processes trains on. Parts are as even as possible, the first ones larger;
/// those of an incomplete batch are those of a whole one, cut at its end, so that the last ones may be empty.
/// </summary>
/// <param name="Number">Number of the part, from 0.</param>
/// <param name="Count">Number of parts, at least 1 and at most the images of a batch.</param>
internal readonly record struct BatchPart(int Number, int Count)
{
    /// <summary>The whole batch.</summary>
    public static BatchPart Whole => new(0, 1);

    /// <summary>Returns the position in the batch of the part's first image.</summary>
    /// <param name="batch">Images in a whole batch.</param>
    public int First(int batch) => Start(Number, batch);

    /// <summary>Returns the number of images in the part.</summary>
    /// <param name="batch">Images in a whole batch.</param>
    /// <param name="present">Images in this batch.</param>
    public int Size(int batch, int present) =>
        Math.Clamp(present - Start(Number, batch), 0, Start(Number + 1, batch) - Start(Number, batch));

    /// <summary>Returns the number of parts that have images.</summary>
    /// <inheritdoc cref="Size" path="/param"/>
    public int Filled(int batch, int present)
    {
        int filled = 0;
        while (filled < Count && Start(filled, batch) < present)
            filled++;
        return filled;
    }

    /// <summary>Returns the images in the largest part.</summary>
    /// <param name="batch">Images in a whole batch.</param>
    public int Largest(int batch) => (batch + Count - 1) / Count;

    private int Start(int part, int batch) => part * (batch / Count) + Math.Min(part, batch % Count);
}
