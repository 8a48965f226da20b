using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Datasets.Means;
using AlexNetPS.Datasets.Store.Shards;
using AlexNetPS.Formats.Checksums;
using AlexNetPS.Imaging;

namespace AlexNetPS.Datasets.Store;

/// <summary>
/// Decodes the files of a listing into a partial store, on all processors; what is known from before is taken over.
/// </summary>
internal sealed class StorePreparation(
    StorePaths partial, FolderListing listing, ImportOptions options, Func<PictureReader> newReader,
    FormerPictures former, MeanTally means, IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    private static readonly TimeSpan _reportInterval = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<SourceFile> _files = listing.Files;
    private readonly FileOutcome?[] _outcomes = new FileOutcome?[listing.Files.Count];
    private Exception? _failure;
    private int _next = -1, _done;

    /// <summary>What became of each file, in the order of the listing.</summary>
    /// <param name="identity">What must be unchanged for an interrupted import to be continued.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the partial store can be continued.</exception>
    public FileOutcome[] Run(string identity)
    {
        var journaled = new Dictionary<string, FileOutcome>(StringComparer.Ordinal);
        using ImportJournal journal = ImportJournal.Open(partial.Journal, identity, journaled);
        string file = options.StoreFormat == StoreFormat.Shards ? partial.Loose : partial.Pixels;
        long end = TakeOver(journaled, PixelAppender.Available(file));
        CheckFreeSpace();
        using var pixels = new PixelAppender(file, end);
        Thread[] workers = [.. Enumerable.Range(0,
            Math.Clamp(options.Threads == 0 ? Environment.ProcessorCount : options.Threads, 1,
                Math.Max(1, _files.Count)))
            .Select(_ => new Thread(() => Work(pixels, journal)) { IsBackground = true, Name = "AlexNetPS import" })];
        foreach (Thread worker in workers)
            worker.Start();
        Await(workers);
        if (_failure is not null)
            throw Explain(_failure);
        cancellation.ThrowIfCancellationRequested();
        if (options.StoreFormat == StoreFormat.Npy)
            pixels.Complete();
        return _outcomes!;
    }

    /// <summary>Why a file is skipped without a try.</summary>
    public static string ReasonOf(in SourceFile file) =>
        file.Fault ?? (file.Length == 0 ? "the file is empty" : "a folder, although it is named like a picture");

    /// <returns>End of the pixels that the journal's pictures take.</returns>
    private long TakeOver(Dictionary<string, FileOutcome> journaled, long available)
    {
        long end = former.SharedPixels is null ? 0 : former.End;
        foreach (FileOutcome outcome in journaled.Values)
        {
            if (outcome.Picture is { } picture && picture.End <= available)
                end = Math.Max(end, picture.End);
        }

        for (int i = 0; i < _files.Count; i++)
        {
            SourceFile file = _files[i];
            if (!file.IsCandidate)
            {
                Settle(i, new FileOutcome(file.Length, file.Modified, null, ReasonOf(file)));
            }
            else if (journaled.TryGetValue(file.RelativePath, out FileOutcome? outcome) && outcome.IsOf(file)
                && (outcome.Picture is not { } picture || picture.End <= available))
            {
                Settle(i, outcome);
            }
            else if (former.Find(file) is { } known && (former.Stay || known.Picture is null))
            {
                Settle(i, known);
            }
        }

        return end;
    }

    private void Settle(int index, FileOutcome outcome)
    {
        _outcomes[index] = outcome;
        Interlocked.Increment(ref _done);
    }

    private void CheckFreeSpace()
    {
        long pending = _outcomes.Count(outcome => outcome is null);
        double needed = options.StoreFormat == StoreFormat.Shards
            ? StoreSize.Jpeg(listing, options) * (pending + _files.Count)   // First loose, then in shards.
            : StoreSize.Raw(listing, options) * pending;
        long free = options.FreeSpace(partial.Store);
        if (needed > free)
        {
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture, 
                $"The prepared pictures need about {needed / 1e9:0.0##} GB, and '{partial.Store}' has "
                    + $"{free / 1e9:0.0##} GB free. Give another CachePath, a smaller ImageSize, "
                    + $"{(options.StoreFormat == StoreFormat.Npy ? "StoreFormat Shards, " : "")}or import with "
                    + $"IndexOnly."));
        }
    }

    private void Work(PixelAppender pixels, ImportJournal journal)
    {
        try
        {
            using PictureReader reader = newReader();
            MeanTally.Worker sums = means.NewWorker();
            while (_failure is null && !cancellation.IsCancellationRequested)
            {
                int index = Interlocked.Increment(ref _next);
                if (index >= _files.Count)
                    return;
                if (_outcomes[index] is not null)
                    continue;
                FileOutcome outcome = Prepare(index, reader, pixels, sums);
                if (outcome.Length != FileOutcome.TryAgain)
                    journal.Add(_files[index].RelativePath, outcome);
                Settle(index, outcome);
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, e, null);
        }
    }

    private FileOutcome Prepare(int index, PictureReader reader, PixelAppender pixels, MeanTally.Worker sums)
    {
        SourceFile file = _files[index];
        byte[] none = [];
        if (former.Find(file) is { Picture: { } kept } known)
            return known with { Picture = kept with { Offset = pixels.Append(former.Bytes(kept, ref none)) } };
        PixelView view;
        int sourceWidth, sourceHeight;
        ContentHash hash;
        try
        {
            view = reader.Read(file, out sourceWidth, out sourceHeight);
            hash = ContentHash.Of(reader.File);
        }
        catch (ImageFormatException e)
        {
            return new FileOutcome(file.Length, file.Modified, null, e.Message);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileOutcome(FileOutcome.TryAgain, default, null,
                "the file vanished during the import, or its link leads nowhere");
        }
        catch (UnauthorizedAccessException)
        {
            return new FileOutcome(FileOutcome.TryAgain, default, null, "no permission to read the file");
        }
        catch (IOException e)
        {
            return new FileOutcome(FileOutcome.TryAgain, default, null, $"the file cannot be read: {e.Message}");
        }

        sums.Add(index, view);

        // A file that was read with a warning is coded anew, so that whoever reads the shard need not be warned again.
        ReadOnlySpan<byte> bytes = options.StoreFormat == StoreFormat.Shards
            ? ShardEncoding.Encode(view, reader.Warning is null ? reader.Original : default, options.Quality)
            : view.Pixels;
        long offset = pixels.Append(bytes);
        return new FileOutcome(file.Length, file.Modified,
            new StoredPicture(StoredPicture.Loose, offset, bytes.Length, view.Width, view.Height, view.Channels,
            sourceWidth, sourceHeight), null, reader.Warning, ChannelMoments.Of(view.Pixels, view.Channels))
        {
            Hash = hash,
            Checksum = Crc32C.Of(bytes),
        };
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
            progress?.Report(new ImportProgress("Preparing pictures", done, _files.Count, rate, remaining));
        }
    }

    private Exception Explain(Exception failure) => failure switch
    {
        MissingLibraryException or DatasetException => failure,
        IOException or UnauthorizedAccessException => new DatasetException(
            $"Writing the prepared pictures to '{partial.Store}' failed: {failure.Message} What is done is kept: make "
                + "room and import again to continue.", failure),
        _ => new DatasetException($"The import stopped on an unexpected error: {failure.Message}", failure),
    };
}
