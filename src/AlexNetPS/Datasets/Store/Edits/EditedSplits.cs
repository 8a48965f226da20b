using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Store.Edits;

/// <summary>Splits of images with the edits of their store.</summary>
/// <param name="Splits">Split of each image; null for one that is dropped.</param>
/// <param name="Edits">The edits that are still valid, with the current drawn splits.</param>
/// <param name="Warnings">What became of the others.</param>
internal sealed record EditedSplits(IReadOnlyList<SplitName?> Splits, IReadOnlyList<StoreEdit> Edits,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Applies edits: a later one of the same image wins.</summary>
    /// <remarks>
    /// An edit lapses if its file has other contents. A dropped image returns if no image of its group is left that
    /// stays: it would be lost. Edits of files that are not there wait for them. No edit takes the last training image
    /// of a class.
    /// </remarks>
    /// <param name="edits">The edits, the oldest first.</param>
    /// <param name="images">Path and class of each image.</param>
    /// <param name="drawn">Split of each image without edits.</param>
    /// <param name="hashes">SHA-256 of each file; null if all are known to be those of the edits.</param>
    public static EditedSplits Of(IReadOnlyList<StoreEdit> edits, IReadOnlyList<(string Path, string ClassName)> images,
        IReadOnlyList<SplitName> drawn, IReadOnlyList<ContentHash>? hashes)
    {
        SplitName?[] splits = [.. drawn.Select(split => (SplitName?)split)];
        if (edits.Count == 0)
            return new(splits, [], []);
        HashSet<string> wanted = [.. edits.Select(edit => edit.Path)];
        var positions = images.Index().Where(image => wanted.Contains(image.Item.Path))
            .ToDictionary(image => image.Item.Path, image => image.Index, StringComparer.Ordinal);
        List<StoreEdit> valid = [.. edits.Where(IsValid)];
        List<string> warnings = [];
        if (valid.Count < edits.Count)
            warnings.Add(Lapsed(edits.Except(valid), "the contents of their files changed"));
        HashSet<int> kept = [.. valid.Where(edit => edit.Action != EditAction.Drop).Select(edit => edit.Group)];
        StoreEdit[] alone = [.. valid.Where(edit => edit.Action == EditAction.Drop && !kept.Contains(edit.Group))];
        if (alone.Length > 0)
            warnings.Add(Lapsed(alone, "the image that was kept instead changed"));
        valid.RemoveAll(alone.Contains);
        while (true)
        {
            Apply(valid);
            HashSet<string> untrained = [.. images.Index().GroupBy(image => image.Item.ClassName)
                .Where(group => group.Any(image => drawn[image.Index] == SplitName.Train)
                    && !group.Any(image => splits[image.Index] == SplitName.Train))
                .Select(group => group.Key)];
            if (untrained.Count == 0)
                break;
            StoreEdit[] last = [.. valid.Where(edit => positions.TryGetValue(edit.Path, out int i)
                && untrained.Contains(images[i].ClassName))];
            valid.RemoveAll(last.Contains);
            string names = NameText.List([.. untrained.Order(StringComparer.Ordinal)]);
            warnings.Add(Lapsed(last, $"no training image was left of {names}"));
        }

        return new(splits, [.. valid.Select(edit => positions.TryGetValue(edit.Path, out int i)
            ? edit with { From = drawn[i] }
            : edit)], warnings);

        bool IsValid(StoreEdit edit) => !positions.TryGetValue(edit.Path, out int i) || hashes is null
            || hashes[i].ToString() == edit.Sha256;

        void Apply(List<StoreEdit> left)
        {
            for (int i = 0; i < splits.Length; i++)
                splits[i] = drawn[i];
            HashSet<int> staying = [.. left
                .Where(edit => edit.Action != EditAction.Drop && positions.ContainsKey(edit.Path))
                .Select(edit => edit.Group)];
            foreach (StoreEdit edit in left)
            {
                if (!positions.TryGetValue(edit.Path, out int i))
                    continue;
                if (edit.Action == EditAction.Move)
                    splits[i] = edit.To;
                else if (edit.Action == EditAction.Drop && staying.Contains(edit.Group))
                    splits[i] = null;
            }
        }
    }

    private static string Lapsed(IEnumerable<StoreEdit> edits, string reason)
    {
        string[] paths = [.. edits.Select(edit => edit.Path).Distinct()];
        return $"The repair of {FolderReader.Count(paths.Length, "image")} lapsed because {reason}: "
            + $"{NameText.List(paths, 5)}.";
    }
}
