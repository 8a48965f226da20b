namespace AlexNetPS.Benchmarks.Import;

/// <summary>
/// Everything the preparation and loading of images is held to, measured in one go; a Markdown table.
/// </summary>
internal sealed class ImportBenchmark(Options options)
{
    private readonly bool _quick = options.Has("quick"), _peer = !options.Has("no-peer");

    public void Run()
    {
        using var work = new WorkFolder();
        Console.WriteLine(
            TableRow.Text($"{Environment.ProcessorCount} processors; what is measured lies in the disk cache"));
        Console.WriteLine();
        Console.WriteLine(TableRow.Head);
        Console.WriteLine(TableRow.Rule);
        string? flowers = Folder("flowers", "flowers", "train"), photos = Folder("photos", "imagenet-sample");
        int rounds = _quick ? 1 : 3;
        if (flowers is not null)
            Print(new ImportRate("flowers", flowers, work, rounds, _peer).Rows());
        if (flowers is not null)
            Print(new HashShare("flowers", flowers, work, rounds).Rows());
        if (photos is not null)
        {
            Print(new ImportRate("ImageNet photos", LinkedFiles.Repeat(photos, work.Path("photos"), 5), work, rounds,
                _peer).Rows());
        }

        if (flowers is not null)
        {
            Print(new LoaderRate(flowers, work, _peer).Rows());
            Print(new LoadedTraining(flowers, work, rounds).Rows());
        }

        Print(new SmallFileRate(work, 60_000, rounds).Rows());
        Print(new TreeRate(work, _quick ? 100_000 : 1_000_000).Rows());
    }

    /// <summary>The rows of small files and of unchanged ones alone.</summary>
    public static void RunSmallFiles(int files, int rounds)
    {
        using var work = new WorkFolder();
        Console.WriteLine(TableRow.Head);
        Console.WriteLine(TableRow.Rule);
        Print(new SmallFileRate(work, files, rounds).Rows());
        Print(TreeRate.Reimport(work));
    }

    private static void Print(IEnumerable<TableRow> rows)
    {
        foreach (TableRow row in rows)
            Console.WriteLine(row);
    }

    private string? Folder(string option, params string[] shared)
    {
        string? folder = options.Text(option) ?? RepositoryFiles.Find(["shared", "data", .. shared]);
        if (folder is null)
            Console.WriteLine($"No images for --{option}: its rows are left out.");
        return folder;
    }
}
