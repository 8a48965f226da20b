using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Scores;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Decodes the files of a listing into a partial store, on all processors, and reuses earlier results.
/// </summary>
internal sealed class StorePreparation(
    StorePaths partial, FolderListing listing, ImportOptions options, Func<ImageReader> newReader,
    PreviousImages previous, MeanAccumulator means, IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<SourceFile> _files = listing.Files;
    private readonly FileResult?[] _results = new FileResult?[listing.Files.Count];
    private Exception? _failure;
    private int _nextTurn = -1, _done;

    /// <summary>Prepares all files; returns their results in the order of the listing.</summary>
    /// <param name="identity">Text that must be equal for an interrupted import to be continued.</param>
    /// <exception cref="OperationCanceledException">Canceled; the partial store can be continued.</exception>
    public FileResult[] Run(string identity)
    {
        var journaled = new Dictionary<string, FileResult>(StringComparer.Ordinal);
        using ImportJournal journal = ImportJournal.Open(partial.Journal, identity, journaled);
        string file = options.StoreFormat == StoreFormat.Shards ? partial.Loose : partial.Pixels;
        long end = TakeOver(journaled, file);
        CheckFreeSpace();
        using var pixels = new PixelAppender(file, end);
        int[] pending = [.. Enumerable.Range(0, _files.Count).Where(i => _results[i] is null)];
        var order = new PixelOrder(pixels, (turn, result) => Keep(journal, pending[turn], result));
        Thread[] workers = [.. Enumerable.Range(0,
            Math.Clamp(options.Threads == 0 ? Environment.ProcessorCount : options.Threads, 1,
                Math.Max(1, _files.Count)))
            .Select(_ => new Thread(() => Work(pending, order)) { IsBackground = true, Name = "AlexNetPS import" })];
        foreach (Thread worker in workers)
            worker.Start();
        Await(workers);
        if (pixels.Lost() is { } lost)
        {
            // Lost images may still be in memory, where a continued import would find them.
            journal.Dispose();
            File.Delete(partial.Journal);
            throw new DatasetException($"Preparing the images in '{partial.Store}' failed: {lost.Message.TrimEnd('.')}. "
                + "Check the disk and import again: the images are prepared anew.", lost);
        }

        if (_failure is not null)
            throw Explain(_failure);
        cancellation.ThrowIfCancellationRequested();
        if (options.StoreFormat == StoreFormat.Npy)
            pixels.Complete();
        return _results!;
    }

    /// <summary>Reason why a file is skipped without being read.</summary>
    public static string ReasonOf(in SourceFile file) =>
        file.Fault ?? (file.Length == 0 ? "the file is empty" : "a folder, although it is named like an image");

    /// <returns>End of the pixels of the journal's images.</returns>
    private long TakeOver(Dictionary<string, FileResult> journaled, string path)
    {
        long available = PixelAppender.Available(path);
        using var written = new ShardFiles([path]);
        byte[] buffer = [];
        long end = previous.SharedPixels is null ? 0 : previous.End;
        foreach (FileResult result in journaled.Values)
        {
            if (result.Image is { } image && image.End <= available)
                end = Math.Max(end, image.End);
        }

        for (int i = 0; i < _files.Count; i++)
        {
            SourceFile file = _files[i];
            if (!file.IsCandidate)
            {
                SetResult(i, new FileResult(file.Length, file.Modified, null, ReasonOf(file)));
            }
            else if (journaled.TryGetValue(file.RelativePath, out FileResult? result) && result.IsOf(file)
                && (result.Image is not { } image || image.End <= available && IsIntact(result, image))
                && !LacksLook(result))
            {
                SetResult(i, result);
            }
            else if (previous.Find(file) is { } known && (previous.Stay || known.Image is null) && !LacksLook(known))
            {
                SetResult(i, known);
            }
        }

        return end;

        // When the power fails, a record may reach the disk and its image not. Images of an earlier version have no
        // checksum.
        bool IsIntact(FileResult result, in StoredImage image)
        {
            StoredImage place = image with { Shard = 0, Offset = NpyFile.HeaderLength + image.Offset };
            return !result.Hash.IsKnown || Crc32C.Of(written.Read(place, ref buffer)) == result.Checksum;
        }
    }

    /// <summary>Whether the perceptual hash of an image is wanted and missing.</summary>
    private bool LacksLook(FileResult result) =>
        options.GroupNearDuplicates && result.Image is not null && result.Look is null;

    /// <summary>Whether the bytes of an image stay where they are, so that only its hash is missing.</summary>
    private bool IsInPlace(int index, [NotNullWhen(true)] out FileResult? known)
    {
        known = previous.Stay ? previous.Find(_files[index]) : null;
        return known?.Image is not null;
    }

    private void SetResult(int index, FileResult result)
    {
        _results[index] = result;
        Interlocked.Increment(ref _done);
    }

    private void CheckFreeSpace()
    {
        long pending = 0;
        for (int i = 0; i < _files.Count; i++)
            pending += _results[i] is null && !IsInPlace(i, out _) ? 1 : 0;
        double needed = StoreSize.Needed(listing, options, pending);
        long free = options.FreeSpace(partial.Store);
        if (needed > free)
        {
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture,
                $"The prepared images need about {ByteText.Of(needed)}, and '{partial.Store}' has "
                    + $"{ByteText.Of(free)} free. Use another CachePath, a smaller ImageSize, "
                    + $"{(options.StoreFormat == StoreFormat.Npy ? "StoreFormat Shards, " : "")}or import with "
                    + $"IndexOnly."));
        }
    }

    private void Work(int[] pending, PixelOrder order)
    {
        try
        {
            using ImageReader reader = newReader();
            MeanAccumulator.Worker sums = means.NewWorker();
            var looks = new LookWorker(options);
            while (_failure is null && !cancellation.IsCancellationRequested)
            {
                int turn = Interlocked.Increment(ref _nextTurn);
                if (turn >= pending.Length)
                    return;
                Prepare(turn, pending[turn], reader, order, sums, looks);
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
            order.Stop();
        }
    }

    private void Prepare(int turn, int index, ImageReader reader, PixelOrder order, MeanAccumulator.Worker sums,
        LookWorker looks)
    {
        SourceFile file = _files[index];
        if (IsInPlace(index, out FileResult? there))
        {
            order.Add(turn, looks.Of(there, previous), []);
            return;
        }

        byte[] none = [];
        if (previous.Find(file) is { Image: { } kept } known)
        {
            order.Add(turn, looks.Of(known, previous), previous.Bytes(kept, ref none));
            return;
        }

        PixelView view;
        int sourceWidth, sourceHeight;
        ContentHash hash;
        try
        {
            view = reader.Read(file, out sourceWidth, out sourceHeight);
            hash = ContentHash.Of(reader.File);
        }
        catch (Exception e) when (Unread(file, e) is { } skipped)
        {
            order.Add(turn, skipped, []);
            return;
        }

        // A file read with a warning is encoded again, so that readers of the shard need not be warned again.
        ReadOnlySpan<byte> bytes = options.StoreFormat == StoreFormat.Shards
            ? ShardEncoding.Encode(view, reader.Warning is null ? reader.Original : default, options.Quality)
            : view.Pixels;
        sums.Add(index, view, options.StoreFormat == StoreFormat.Shards ? bytes : default);
        ChannelMoments moments = ChannelMoments.Of(view.Pixels, view.Channels);
        var result = new FileResult(file.Length, file.Modified,
            new StoredImage(StoredImage.Loose, 0, bytes.Length, view.Width, view.Height, view.Channels, sourceWidth,
            sourceHeight), null, reader.Warning, moments)
        {
            Hash = hash,
            Checksum = Crc32C.Of(bytes),
            Look = looks.Of(view, bytes),
            Scores = options.Scores ? ImageScores.Of(view, moments) : null,
        };
        order.Add(turn, result, bytes);
    }

    /// <summary>The result of a file that cannot be read; null if something else failed.</summary>
    private static FileResult? Unread(in SourceFile file, Exception failure) => failure switch
    {
        ImageFormatException e => new(file.Length, file.Modified, null, e.Message),
        FileNotFoundException or DirectoryNotFoundException => new(FileResult.TryAgain, default, null,
            "the file vanished during the import, or its link leads nowhere"),
        UnauthorizedAccessException => new(FileResult.TryAgain, default, null, "no permission to read the file"),
        IOException e => new(FileResult.TryAgain, default, null, $"the file cannot be read: {e.Message}"),
        _ => null,
    };

    // An image in place is where the previous store's index says.
    private void Keep(ImportJournal journal, int index, FileResult result)
    {
        if (result.Length != FileResult.TryAgain && !(result.Image is not null && IsInPlace(index, out _)))
            journal.Add(_files[index].RelativePath, result);
        SetResult(index, result);
    }

    /// <summary>Progress is reported here, on the caller's thread, and by time.</summary>
    private void Await(Thread[] workers)
    {
        int before = _done;
        long start = Stopwatch.GetTimestamp();
        foreach (Thread worker in workers)
        {
            while (!worker.Join(_reportInterval))
                Report();
        }

        Report();

        void Report()
        {
            int done = Volatile.Read(ref _done);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, rate = seconds > 0
                ? (done - before) / seconds
                : 0;
            TimeSpan remaining = rate > 0 ? TimeSpan.FromSeconds((_files.Count - done) / rate) : TimeSpan.Zero;
            progress?.Report(new ImportProgress("Preparing images", done, _files.Count, rate, remaining));
        }
    }

    /// <summary>The error of an import that a file stopped.</summary>
    public static DatasetException FolderFailure(StorePaths partial, Exception failure) => new(
        $"Preparing the images in '{partial.Store}' failed: {failure.Message.TrimEnd('.')}. Finished work is kept: "
            + $"{(DiskSpace.IsFull(failure) ? "free disk space and " : "")}import again to continue.", failure);

    private Exception Explain(Exception failure) => failure switch
    {
        MissingLibraryException or DatasetException => failure,
        IOException or UnauthorizedAccessException => FolderFailure(partial, failure),
        _ => new DatasetException($"The import stopped on an unexpected error: {failure.Message}", failure),
    };
}
