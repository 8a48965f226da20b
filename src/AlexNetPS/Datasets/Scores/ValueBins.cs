namespace AlexNetPS.Datasets.Scores;

/// <summary>
/// Images in bins of similar values of a property, and the class of each guessed from the others in its bin: the class
/// whose images are there most, relative to its number of images. The image itself does not count (leave-one-out), so
/// that a property without meaning is right no more often than chance.
/// </summary>
/// <remarks>
/// Bins have about the same number of images, the square root of all, at least 4 and at most 1,024 bins; equal values are
/// in one bin, and a value of many images has a bin of its own.
/// </remarks>
internal sealed class ValueBins
{
    private const int FewestBins = 4, MostBins = 1024;

    private readonly List<int[]> _bins;
    private readonly int[] _counts, _totals;
    private readonly int _all;

    private ValueBins(List<int[]> bins, int[] counts)
    {
        (_bins, _counts, _totals) = (bins, counts, [.. bins.Select(bin => bin.Sum())]);
        _all = counts.Sum();
    }

    /// <summary>Number of classes with images.</summary>
    public int Present => _counts.Count(count => count > 0);

    /// <summary>Standard error of <see cref="Accuracy()"/> if the property tells nothing.</summary>
    public double StandardError
    {
        get
        {
            double chance = 1.0 / Present;
            return Math.Sqrt(_counts.Where(count => count > 0).Sum(count => chance * (1 - chance) / count)) / Present;
        }
    }

    /// <summary>Sorts images into bins.</summary>
    /// <param name="values">Value of each image.</param>
    /// <param name="labels">Class of each image.</param>
    /// <param name="classes">Number of classes.</param>
    public static ValueBins Of(double[] values, int[] labels, int classes)
    {
        int[] counts = new int[classes];
        foreach (int label in labels)
            counts[label]++;
        double share = values.Length / Math.Clamp(Math.Sqrt(values.Length), FewestBins, MostBins);
        List<int[]> bins = [];
        int[] current = new int[classes];
        int inCurrent = 0;
        foreach (IGrouping<double, int> same in Enumerable.Range(0, values.Length).OrderBy(i => values[i])
            .GroupBy(i => values[i]))
        {
            int size = same.Count();
            if (inCurrent > 0 && inCurrent + size > share)
                Close();
            foreach (int i in same)
                current[labels[i]]++;
            inCurrent += size;
        }

        if (inCurrent > 0)
            Close();
        return new ValueBins(bins, counts);

        void Close()
        {
            bins.Add(current);
            (current, inCurrent) = (new int[classes], 0);
        }
    }

    /// <summary>Balanced accuracy of guessing the class.</summary>
    public double Accuracy()
    {
        double[] right = new double[_counts.Length];
        foreach (int[] bin in _bins)
            AddRight(bin, right);
        return Enumerable.Range(0, right.Length).Where(c => _counts[c] > 0).Average(c => right[c] / _counts[c]);
    }

    private void AddRight(int[] bin, double[] right)
    {
        // The highest rates and how many classes have each: a class competes with the highest of the others.
        (double first, int firstCount, double second, int secondCount) = (0, 0, 0, 0);
        for (int c = 0; c < bin.Length; c++)
        {
            double rate = Rate(bin, c);
            if (rate > first)
                (first, firstCount, second, secondCount) = (rate, 1, first, firstCount);
            else if (rate == first)
                firstCount++;
            else if (rate > second)
                (second, secondCount) = (rate, 1);
            else if (rate == second)
                secondCount++;
        }

        for (int c = 0; c < bin.Length; c++)
        {
            if (bin[c] < 2)
                continue;
            double own = (bin[c] - 1.0) / (_counts[c] - 1);
            bool isOnlyFirst = firstCount == 1 && Rate(bin, c) == first;
            (double other, int others) = isOnlyFirst ? (second, secondCount)
                : (first, firstCount - (Rate(bin, c) == first ? 1 : 0));
            if (own > other)
                right[c] += bin[c];
            else if (own == other)
                right[c] += bin[c] / (1.0 + others);
        }
    }

    private double Rate(int[] bin, int c) => bin[c] == 0 ? 0 : (double)bin[c] / _counts[c];

    /// <summary>Balanced accuracy of telling a class from all others; chance is 0.5.</summary>
    public double Accuracy(int c)
    {
        double own = _counts[c], others = _all - own, right = 0, rightOthers = 0;
        if (own < 2 || others < 2)
            return 0.5;
        foreach ((int b, int[] bin) in _bins.Index())
        {
            double inside = bin[c], outside = _totals[b] - inside;
            right += inside * Win((inside - 1) / (own - 1), outside / others);
            rightOthers += outside * Win((outside - 1) / (others - 1), inside / own);
        }

        return (right / own + rightOthers / others) / 2;

        static double Win(double rate, double other) => rate > other ? 1 : rate == other ? 0.5 : 0;
    }

    /// <summary>Standard error of <see cref="Accuracy(int)"/> if the property tells nothing.</summary>
    public double StandardErrorOf(int c)
    {
        double own = _counts[c], others = _all - own;
        return own == 0 || others == 0 ? double.PositiveInfinity : Math.Sqrt(0.25 / own + 0.25 / others) / 2;
    }
}
