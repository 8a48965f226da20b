using AlexNetPS.Randomness;

namespace AlexNetPS.Datasets.Splits;

/// <summary>Assigns whole groups to parts with given shares of each class: splits, or folds.</summary>
/// <remarks>
/// Each group has a position from 0 to 1, computed only from the seed and its key, and the parts share the line from 0
/// to 1: that is its part, whatever other groups there are. Where a class is then more than one percent from a wanted
/// share, or lacks a part although it has a group for it, the groups whose positions are nearest to another part move
/// there, as long as that brings the shares closer. So a few groups change their part when images are added, the fewer
/// the more groups there are; all others keep it.
/// </remarks>
internal static class GroupSplit
{
    private const int Passes = 20;

    // Pairs of groups that are looked at for an exchange, in all.
    private const int ExchangesTried = 1_000_000;

    /// <param name="items">The images, in any order.</param>
    /// <param name="parts">The parts in their order from 0 to 1; the sum of their shares is 1.</param>
    /// <param name="seed">Seed of the positions.</param>
    /// <returns>The part of each image, and the shares of each class.</returns>
    public static GroupAssignment Assign(IReadOnlyList<SplitItem> items, IReadOnlyList<SplitPart> parts, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count);
        if (items.Count == 0)
            return new GroupAssignment([], [], []);
        var groups = new GroupTable(items);
        double[] ends = new double[parts.Count];
        double sum = parts.Sum(part => part.Share), end = 0;
        for (int i = 0; i < ends.Length; i++)
            ends[i] = (end += parts[i].Share / sum);
        SplitPart[] shares = [.. parts.Select(part => part with { Share = part.Share / sum })];
        double[] positions = [.. groups.Keys.Select(key => PathPosition.Of(key, seed, RandomPurpose.Split))];
        int[] home = [.. positions.Select(position => PartAt(position, ends, shares))];
        var placement = new GroupPlacement(groups, shares, [.. home]);
        int[] order = [.. Enumerable.Range(0, home.Length)
            .OrderBy(group => Distance(positions[group], ends)).ThenBy(group => groups.Keys[group], StringComparer.Ordinal)];
        int budget = ExchangesTried;
        for (int pass = 0; pass < Passes; pass++)
        {
            if (!Move(placement, order, shares) && !Exchange(placement, order, ref budget))
                break;
        }

        foreach (int group in order)
        {
            if (placement.PartOf[group] != home[group] && !placement.IfMoved(group, home[group]).IsWorse)
                placement.Move(group, home[group]);
        }

        return new GroupAssignment([.. groups.GroupOf.Select(group => placement.PartOf[group])], groups.GroupOf,
            [.. Shares(placement, shares)]);
    }

    private static bool Move(GroupPlacement placement, int[] order, SplitPart[] parts)
    {
        bool moved = false;
        foreach (int group in order)
        {
            if (!placement.IsOff(group))
                continue;
            (int best, GroupPlacement.Change gain) = (-1, default);
            for (int part = 0; part < parts.Length; part++)
            {
                if (parts[part].Share == 0 || part == placement.PartOf[group])
                    continue;
                GroupPlacement.Change change = placement.IfMoved(group, part);
                if (change.IsBetter && change.CompareTo(gain) < 0)
                    (best, gain) = (part, change);
            }

            if (best >= 0)
            {
                placement.Move(group, best);
                moved = true;
            }
        }

        return moved;
    }

    /// <summary>Exchanges pairs of groups, where no single move helps.</summary>
    private static bool Exchange(GroupPlacement placement, int[] order, ref int budget)
    {
        bool exchanged = false;
        for (int i = 0; i < order.Length && budget > 0; i++)
        {
            int one = order[i];
            if (!placement.IsOff(one))
                continue;
            for (int j = i + 1; j < order.Length && budget > 0; j++)
            {
                (int other, int from, int to) = (order[j], placement.PartOf[one], placement.PartOf[order[j]]);
                budget--;
                if (from == to)
                    continue;
                GroupPlacement.Change first = placement.IfMoved(one, to);
                placement.Move(one, to);
                if ((first + placement.IfMoved(other, from)).IsBetter)
                {
                    placement.Move(other, from);
                    exchanged = true;
                }
                else
                {
                    placement.Move(one, from);
                }
            }
        }

        return exchanged;
    }

    private static int PartAt(double position, double[] ends, SplitPart[] parts)
    {
        int part = Array.FindIndex(ends, end => position < end);
        return part >= 0 ? part : Array.FindLastIndex(parts, one => one.Share > 0);
    }

    /// <summary>Distance of a position to the nearest border between two parts.</summary>
    private static double Distance(double position, double[] ends)
    {
        double nearest = 1;
        foreach (double end in ends)
        {
            if (end is > 0 and < 1)
                nearest = Math.Min(nearest, Math.Abs(position - end));
        }

        return nearest;
    }

    private static IEnumerable<ClassShare> Shares(GroupPlacement placement, SplitPart[] parts)
    {
        for (int label = 0; label < placement.Classes; label++)
        {
            for (int part = 0; part < parts.Length && placement.Size(label) > 0; part++)
            {
                int images = placement.Images(part, label);
                yield return new ClassShare(label, part, images, parts[part].Share,
                    (double)images / placement.Size(label));
            }
        }
    }
}

/// <summary>Whole groups in parts.</summary>
/// <param name="Parts">Number of the part of each image.</param>
/// <param name="Groups">Number of the group of each image.</param>
/// <param name="Shares">Share of each class in each part: wanted and obtained.</param>
internal sealed record GroupAssignment(int[] Parts, int[] Groups, IReadOnlyList<ClassShare> Shares);
