namespace AlexNetPS.Datasets.Comparison;

/// <summary>Finds the image of a second dataset that each image of a first one is.</summary>
internal sealed class ImageMatching(ComparedImage[] before, ComparedImage[] after)
{
    private readonly int?[] _partners = new int?[before.Length];
    private readonly bool[] _taken = new bool[after.Length];

    /// <returns>Position in the second dataset for each image of the first; null if it is not there.</returns>
    public int?[] Run()
    {
        Match(image => (image.Sample.RelativePath, image.Hash));
        Match(image => (image.Hash, Path.GetFileName(image.Sample.RelativePath)));
        Match(image => image.Hash);
        Match(image => image.Sample.RelativePath);
        return _partners;
    }

    // Pairs the images of the same key that have no partner yet, in order.
    private void Match<TKey>(Func<ComparedImage, TKey> keyOf)
        where TKey : notnull
    {
        var waiting = new Dictionary<TKey, Queue<int>>();
        for (int i = 0; i < after.Length; i++)
        {
            if (_taken[i])
                continue;
            TKey key = keyOf(after[i]);
            if (!waiting.TryGetValue(key, out Queue<int>? queue))
                waiting.Add(key, queue = new());
            queue.Enqueue(i);
        }

        if (waiting.Count == 0)
            return;
        for (int i = 0; i < before.Length; i++)
        {
            if (_partners[i] is null && waiting.TryGetValue(keyOf(before[i]), out Queue<int>? queue)
                && queue.TryDequeue(out int partner))
            {
                (_partners[i], _taken[partner]) = (partner, true);
            }
        }
    }
}
