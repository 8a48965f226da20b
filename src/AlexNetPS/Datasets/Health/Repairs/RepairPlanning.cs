using AlexNetPS.Datasets.Health.Checks;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Datasets.Store.Edits;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health.Repairs;

/// <summary>Decides what becomes of groups of images that belong together.</summary>
/// <remarks>
/// A group in several splits goes to the held-out one: to the test split, else to the validation split. The images that
/// a model is measured with then stay those that others are measured with, and the training split loses what it should
/// not have seen. With KeepBest the best image already there stays, and a held-out split keeps one image of the group.
/// </remarks>
internal sealed class RepairPlanning(PreparedStore store, HealthSubject subject, RepairOptions options)
{
    private readonly ContentHash[] _hashes = store.ReadHashes() ?? [];
    private readonly List<RepairGroup> _groups = [];
    private readonly List<string> _untrained = [];
    private readonly int[] _training = Counts(subject);
    private int _last = store.Manifest.Edits?.Max(edit => edit.Group) ?? 0;

    public RepairPlan Run()
    {
        HashSet<int> done = [];
        int same = 0;
        Dictionary<int, int[]> copies = subject.SameImages.ToDictionary(group => group[0]);
        foreach (SimilarGroup similar in subject.SimilarImages)
        {
            // The group has only one of identical images.
            int[] group = [.. similar.Members.SelectMany(i => copies.GetValueOrDefault(i, [i])).Order()];
            if (Add(group, exact: false, ImageGroup.HowTurned(similar), ref same))
                done.UnionWith(group);
        }

        foreach (int[] group in subject.SameImages.Where(group => !done.Contains(group[0])))
            Add(group, exact: true, "", ref same);
        List<string> warnings = [];
        if (same > 0)
        {
            warnings.Add($"{FolderReader.Count(same, "group")} of images in one split "
                + $"{(same == 1 ? "was" : "were")} left as {(same == 1 ? "it is" : "they are")}: there is nothing to "
                + "move. -KeepBest drops all images of a group but the best.");
        }

        if (_untrained.Count > 0)
        {
            warnings.Add($"{FolderReader.Count(_untrained.Count, "group")} "
                + $"{(_untrained.Count == 1 ? "was" : "were")} left as {(_untrained.Count == 1 ? "it is" : "they are")}, "
                + "because no training image of the class would be left: "
                + $"{NameText.List([.. _untrained.Distinct()])}.");
        }

        return new RepairPlan(_groups, warnings) { Store = store.Paths.Store, Sha256 = store.Manifest.Sha256 };
    }

    private static int[] Counts(HealthSubject subject)
    {
        int[] counts = new int[subject.Dataset.Classes.Count];
        foreach (ImageSample sample in subject.Dataset.Train.Samples)
            counts[sample.LabelIndex]++;
        return counts;
    }

    /// <returns>Whether the group is to be repaired as a whole; identical images in it are then done.</returns>
    private bool Add(int[] group, bool exact, string turned, ref int same)
    {
        FindingKind kind = ImageGroup.KindOf(subject, group, exact);
        if (!options.Kinds.Contains(kind))
            return false;
        SplitName home = group.Max(i => subject.Splits[i]);
        int best = group.Where(i => subject.Splits[i] == home).OrderByDescending(Pixels).ThenByDescending(Bytes)
            .ThenBy(i => subject.Samples[i].RelativePath, StringComparer.Ordinal).First();
        int[] changed = [.. group.Where(i => options.KeepBest ? i != best : subject.Splits[i] != home)];
        if (changed.Length == 0)
        {
            same++;
            return true;
        }

        int label = subject.Samples[best].LabelIndex, lost = changed.Count(i => subject.Splits[i] == SplitName.Train);
        if (lost > 0 && _training[label] == lost)
        {
            _untrained.Add(subject.Samples[best].Label);
            return true;
        }

        _training[label] -= lost;
        int number = ++_last;
        bool isLeak = kind is FindingKind.Leakage or FindingKind.NearLeakage;
        string reason = $"{(exact ? "the same image" : "nearly the same image")} as "
            + $"'{subject.Samples[best].RelativePath}'{turned}";
        string count = FolderReader.Count(changed.Length, "image");
        _groups.Add(new RepairGroup
        {
            Group = number,
            Kind = kind,
            What = options.KeepBest ? $"Drop {count}, keep '{subject.Samples[best].RelativePath}'"
                : $"Move {count} to {home}",
            Images = [.. changed.Select(i => new RepairedImage(subject.Samples[i].Path,
                options.KeepBest ? RepairAction.Dropped : RepairAction.Moved, subject.Splits[i],
                options.KeepBest ? null : home, kind, number,
                options.KeepBest ? null : subject.Samples[i].Label, reason))],
            Edits = [.. group.Select(i => Edit(i, options.KeepBest && i != best ? EditAction.Drop
                // A leak that is drawn into splits again would come back, if only the others were moved.
                : isLeak ? EditAction.Move : EditAction.Keep))],
        });
        return true;

        StoreEdit Edit(int image, EditAction action) => new(subject.Samples[image].RelativePath,
            _hashes[subject.Samples[image].Index].ToString(), number, kind.ToString(), action, subject.Splits[image],
            action == EditAction.Move ? home : null, image == best ? "" : reason);
    }

    private long Pixels(int image)
    {
        IndexRow row = store.Rows[subject.Samples[image].Index];
        return (long)row.SourceWidth * row.SourceHeight;
    }

    // Of equal size the larger file is compressed less.
    private long Bytes(int image) => store.Rows[subject.Samples[image].Index].Length;
}
