using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>The parts of one import.</summary>
internal static class PartSet
{
    private const int Shown = 16;

    /// <summary>Returns the parts in the order of their workers.</summary>
    /// <exception cref="DatasetException">A part is missing, not complete, or of another import.</exception>
    public static IReadOnlyList<ImageNetStorePart> Of(IEnumerable<ImageNetStorePart> parts)
    {
        ImageNetStorePart[] given = [.. parts.DistinctBy(part => part.PartPath).OrderBy(part => part.WorkerIndex)];
        if (given.Length == 0)
            throw new DatasetException("There are no parts to join.");
        ImageNetStorePart first = Array.Find(given, part => part.Manifest is not null) ?? given[0];
        foreach (ImageNetStorePart part in given)
        {
            if (Difference(first, part) is { } difference)
            {
                throw new DatasetException($"'{first.PartPath}' and '{part.PartPath}' are parts of different imports: "
                    + $"{difference}. Import the parts of all workers with the same source and parameters, or name "
                    + $"those of one import: '{Path.GetFileName(first.StorePath)}.part-*-of-{first.WorkerCount}'.");
            }
        }

        for (int i = 1; i < given.Length; i++)
        {
            if (given[i].WorkerIndex == given[i - 1].WorkerIndex)
            {
                throw new DatasetException($"'{given[i - 1].PartPath}' and '{given[i].PartPath}' are both the part of "
                    + $"worker {given[i].WorkerIndex}. Join one of them.");
            }
        }

        RequireComplete(given);
        return given;
    }

    private static string? Difference(ImageNetStorePart one, ImageNetStorePart other) =>
        one.WorkerCount != other.WorkerCount
            ? $"the number of workers is {one.WorkerCount} in the one and {other.WorkerCount} in the other"
        : one.Manifest is null || other.Manifest is null
            ? Path.GetFileName(one.StorePath) == Path.GetFileName(other.StorePath) ? null
                : "their folders have the names of different stores"
        : one.Manifest.Import.Difference(other.Manifest.Import);

    private static void RequireComplete(ImageNetStorePart[] parts)
    {
        int count = parts[0].WorkerCount;
        int[] missing = [.. Enumerable.Range(0, count).Except(parts.Select(part => part.WorkerIndex))];
        List<string> reasons = [];
        Add(missing, "missing");
        Add(Of(StoreStatus.Unfinished), "unfinished");
        Add(Of(StoreStatus.Importing), "still importing");
        Add(Of(StoreStatus.Damaged), "damaged");
        if (reasons.Count == 0)
            return;
        throw new DatasetException($"The parts of '{parts[0].Name}' are not complete ({string.Join("; ", reasons)}). "
            + $"Run Import-ImageNetFolder for these workers, with -WorkerCount {count}, then join the parts.");

        int[] Of(StoreStatus status) =>
            [.. parts.Where(part => part.Status == status).Select(part => part.WorkerIndex)];

        void Add(int[] workers, string what)
        {
            if (workers.Length > 0)
            {
                reasons.Add($"{what}: worker{(workers.Length == 1 ? "" : "s")} "
                    + NameText.List([.. workers.Select(worker => $"{worker}")], Shown));
            }
        }
    }
}
