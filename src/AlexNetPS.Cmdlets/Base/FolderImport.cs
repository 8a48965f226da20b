using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store.Parts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Imports a folder of images for a cmdlet, with progress, warnings and verbose text.</summary>
internal static class FolderImport
{
    /// <summary>Imports a folder, an archive or a list; every cmdlet uses the same cache.</summary>
    /// <exception cref="DatasetException">There are no images, or the store cannot be written.</exception>
    public static ImageNetDataset Run(AlexNetCmdlet cmdlet, string folder, ImportOptions options) =>
        Tell(cmdlet, Run(cmdlet, folder, options,
            (progress, stopping) => ImageNetImporter.Import(folder, options, progress, stopping)));

    /// <summary>Imports a path or several for each split.</summary>
    /// <exception cref="DatasetException">There are no images, or the store cannot be written.</exception>
    public static ImageNetDataset Run(AlexNetCmdlet cmdlet, SplitPaths paths, ImportOptions options) =>
        Tell(cmdlet, Run(cmdlet, Source(paths), options,
            (progress, stopping) => ImageNetImporter.Import(paths, options, progress, stopping)));

    /// <summary>Prepares the part of a worker.</summary>
    /// <exception cref="DatasetException">There are no images, or the part cannot be written.</exception>
    public static ImageNetStorePart RunPart(AlexNetCmdlet cmdlet, string folder, ImportOptions options) =>
        Tell(cmdlet, Run(cmdlet, folder, options,
            (progress, stopping) => ImageNetImporter.ImportPart(folder, options, progress, stopping)));

    /// <inheritdoc cref="RunPart(AlexNetCmdlet, string, ImportOptions)"/>
    public static ImageNetStorePart RunPart(AlexNetCmdlet cmdlet, SplitPaths paths, ImportOptions options) =>
        Tell(cmdlet, Run(cmdlet, Source(paths), options,
            (progress, stopping) => ImageNetImporter.ImportPart(paths, options, progress, stopping)));

    private static string Source(SplitPaths paths) => string.Join("', '", paths.Train);

    private static T Run<T>(AlexNetCmdlet cmdlet, string source, ImportOptions options,
        Func<IProgress<ImportProgress>, CancellationToken, T> import)
        where T : class
    {
        cmdlet.WriteVerbose($"Importing '{source}', short side {options.ImageSize} pixels, seed {options.Seed}.");
        IReadOnlyList<ImageDecoder> decoders = ImageCodecs.Decoders;
        cmdlet.WriteVerbose($"Decoders: {string.Join(", ", decoders)}.");
        foreach (ImageDecoder decoder in decoders.Where(decoder => decoder.Advice is not null))
            cmdlet.WriteVerbose(decoder.Advice!);
        var display = new ProgressDisplay();
        string worker = options.Worker is { } one ? $" ({one})" : "";
        Relay<ImportProgress> relay = Progress(display.Add($"Importing {Path.GetFileName(source)}{worker}"));
        T? imported = null;
        try
        {
            return imported = cmdlet.Read(display, channel => import(relay, channel.Stopping));
        }
        finally
        {
            if (imported is null)
            {
                cmdlet.WriteIfStopped(() => $"The import of '{source}' is stopped. The images prepared so far are "
                    + "kept: the same command continues.");
            }
        }
    }

    /// <summary>Shows the progress of an import.</summary>
    public static Relay<ImportProgress> Progress(ProgressBar bar) => new(p => bar.Report(
        $"{p.Activity}: {p.Done:N0}{(p.Total > 0 ? $" of {p.Total:N0}" : "")} images, {p.PerSecond:N0} a second",
        p.Total > 0 ? (double)p.Done / p.Total : 0, p.Total > 0 ? p.Remaining : null));

    private static ImageNetStorePart Tell(AlexNetCmdlet cmdlet, ImageNetStorePart part)
    {
        foreach (string warning in part.Warnings ?? [])
            cmdlet.WriteWarning(warning);
        if (part.Skipped is { Count: > 0 } skipped)
        {
            cmdlet.WriteWarning($"{skipped.Count:N0} of {skipped.Count + part.Images:N0} files of worker "
                + $"{part.WorkerIndex} were skipped because they cannot be read; the part's Skipped property lists them "
                + "with the reason.");
        }

        cmdlet.WriteVerbose($"The part is in '{part.PartPath}'. Join-ImageNetStore makes a store of the parts of all "
            + $"{part.WorkerCount} workers.");
        return part;
    }

    /// <summary>Writes what a person should know of a dataset that was prepared; returns it.</summary>
    public static ImageNetDataset Tell(AlexNetCmdlet cmdlet, ImageNetDataset dataset)
    {
        cmdlet.WriteVerbose($"Layout: {dataset.Layout}.");
        foreach (string warning in dataset.Warnings)
            cmdlet.WriteWarning(warning);
        if (dataset.Skipped.Count > 0)
        {
            cmdlet.WriteWarning($"{dataset.Skipped.Count:N0} of {dataset.Skipped.Count + dataset.Count:N0} files were "
                + "skipped because they cannot be read; the dataset's Skipped property lists them with the reason.");
        }

        if (dataset.FileWarnings.Count > 0)
        {
            cmdlet.WriteVerbose($"{dataset.FileWarnings.Count:N0} files were read with decoder warnings; the dataset's "
                + "FileWarnings property lists them.");
        }

        if (dataset.Grouping is { } grouping)
        {
            SplitShare? worst = dataset.SplitShares.MaxBy(share => Math.Abs(share.Deviation));
            string deviation = worst is null ? "" : FormattableString.Invariant(
                $" Largest deviation: {100 * worst.Obtained:0.#} % of {worst.Label} in {worst.Split}, ")
                    + FormattableString.Invariant($"wanted {100 * worst.Wanted:0.#} %.");
            cmdlet.WriteVerbose($"Groups: {grouping}.{deviation}");
        }

        cmdlet.WriteVerbose(dataset.StorePath is null
            ? "No store was written; images will be decoded on demand."
            : $"Prepared images are in '{dataset.StorePath}', format {dataset.StoreFormat}: "
                + $"{dataset.StoreFormatReason}.");
        return dataset;
    }
}
