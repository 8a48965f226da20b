namespace AlexNetPS.Datasets.Splits;

/// <summary>Groups in parts, and how far the classes are from their wanted shares.</summary>
internal sealed class GroupPlacement
{
    /// <summary>
    /// Deviation that moves no group: one percent of a class. Exact counts would move groups whenever images are added.
    /// </summary>
    private const double Tolerance = 0.01;

    // More classes than that have no effect on which parts are filled first.
    private const int BitsOfRank = 20;

    private readonly GroupTable _groups;
    private readonly SplitPart[] _parts;
    private readonly long[] _weights;
    private readonly int[] _sizes;
    private readonly int[,] _images;

    public GroupPlacement(GroupTable groups, SplitPart[] parts, int[] partOf)
    {
        (_groups, _parts, PartOf) = (groups, parts, partOf);
        int classes = 0, ranks = parts.Max(part => part.Rank);
        for (int group = 0; group < partOf.Length; group++)
            classes = Math.Max(classes, groups.Of(group)[^1].Class + 1);
        // The last column is that of all classes together.
        _images = new int[parts.Length, classes + 1];
        _sizes = new int[classes + 1];
        _weights = [.. parts.Select(part => 1L << BitsOfRank * Math.Min(ranks - part.Rank, 2))];
        for (int group = 0; group < partOf.Length; group++)
        {
            foreach ((int label, int images) in groups.Of(group))
            {
                Add(partOf[group], label, images);
                _sizes[label] += images;
                _sizes[^1] += images;
            }
        }
    }

    /// <summary>Part of each group.</summary>
    public int[] PartOf { get; }

    public int Classes => _sizes.Length - 1;

    public int Size(int label) => _sizes[label];

    public int Images(int part, int label) => _images[part, label];

    /// <summary>Whether a class of a group is not where it should be, so that moves are worth a try.</summary>
    public bool IsOff(int group)
    {
        foreach ((int label, _) in _groups.Of(group))
        {
            if (IsOffClass(label))
                return true;
        }

        return IsOffClass(Classes);
    }

    public void Move(int group, int to)
    {
        int from = PartOf[group];
        foreach ((int label, int images) in _groups.Of(group))
        {
            Add(from, label, -images);
            Add(to, label, images);
        }

        PartOf[group] = to;
    }

    /// <summary>Returns what a move would change.</summary>
    public Change IfMoved(int group, int to)
    {
        int from = PartOf[group], all = 0;
        Change change = default;
        foreach ((int label, int images) in _groups.Of(group))
        {
            change += Of(from, label, -images) + Of(to, label, images);
            all += images;
        }

        return change + Of(from, Classes, -all) + Of(to, Classes, all);
    }

    private void Add(int part, int label, int images)
    {
        _images[part, label] += images;
        _images[part, Classes] += images;
    }

    private bool IsOffClass(int label)
    {
        for (int part = 0; part < _parts.Length; part++)
        {
            if (_parts[part].Share > 0 && (_images[part, label] == 0 || Cost(part, label, _images[part, label]) > 0))
                return true;
        }

        return false;
    }

    private Change Of(int part, int label, int added)
    {
        int before = _images[part, label], after = before + added;
        long missing = label == Classes ? 0 : (after == 0 ? _weights[part] : 0) - (before == 0 ? _weights[part] : 0);
        return new Change(missing, Cost(part, label, after) - Cost(part, label, before));
    }

    /// <summary>Squared deviation beyond the tolerance, in units of the wanted number as in a chi-square.</summary>
    private double Cost(int part, int label, int images)
    {
        double wanted = _parts[part].Share * _sizes[label];
        double excess = Math.Max(0, Math.Abs(images - wanted) - Tolerance * _sizes[label]);
        return excess * excess / wanted;
    }

    /// <summary>A difference of two placements.</summary>
    /// <param name="Missing">Weighted number of classes without an image in a part.</param>
    /// <param name="Deviation">Deviation of the shares.</param>
    internal readonly record struct Change(long Missing, double Deviation) : IComparable<Change>
    {
        // Rounding errors are no difference.
        private const double Least = 1e-9;

        public bool IsBetter => Missing < 0 || Missing == 0 && Deviation < -Least;

        public bool IsWorse => Missing > 0 || Missing == 0 && Deviation > Least;

        public static Change operator +(Change a, Change b) => new(a.Missing + b.Missing, a.Deviation + b.Deviation);

        public int CompareTo(Change other) => Missing != other.Missing ? Missing.CompareTo(other.Missing)
            : Math.Abs(Deviation - other.Deviation) <= Least ? 0 : Deviation.CompareTo(other.Deviation);
    }
}
