using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Store.Parts;

/// <summary>
/// Divides a listing into consecutive shares that take about the same time, so that joining them copies whole parts.
/// </summary>
internal static class WorkerShare
{
    /// <summary>Resizing, hashing and storing an image takes the time of decoding about this many bytes.</summary>
    private const long BytesOfAnyImage = 32 << 10;

    /// <summary>Returns the positions of a worker's files; none if there are more workers than files.</summary>
    public static Range Of(IReadOnlyList<SourceFile> files, ImportWorker worker)
    {
        Int128 total = 0;
        foreach (SourceFile file in files)
            total += Cost(file);
        return Begin(worker.Index)..Begin(worker.Index + 1);

        // A file is the share of the worker in whose range its first byte is.
        int Begin(int index)
        {
            if (index == worker.Count)
                return files.Count;
            Int128 before = 0;
            int begin = 0;
            while (begin < files.Count && before * worker.Count < total * index)
                before += Cost(files[begin++]);
            return begin;
        }
    }

    private static long Cost(in SourceFile file) => file.IsCandidate ? BytesOfAnyImage + file.Length : 0;
}
