namespace AlexNetPS.Datasets.Splits;

/// <summary>Sets of images that are joined step by step.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _leaders = [.. Enumerable.Range(0, count)];

    /// <summary>Returns the first image of the set that contains an image.</summary>
    public int Leader(int image)
    {
        while (_leaders[image] != image)
            image = _leaders[image] = _leaders[_leaders[image]];
        return image;
    }

    public void Join(int one, int other)
    {
        (one, other) = (Leader(one), Leader(other));
        _leaders[Math.Max(one, other)] = Math.Min(one, other);
    }

    /// <summary>Joins all images that have the same key.</summary>
    public void JoinEqual<T>(IEnumerable<(int Image, T Key)> keys)
        where T : notnull
    {
        var first = new Dictionary<T, int>();
        foreach ((int image, T key) in keys)
        {
            if (!first.TryAdd(key, image))
                Join(first[key], image);
        }
    }
}
