namespace AlexNetPS.Datasets.Layouts.Cifar;

/// <summary>CIFAR-10 or CIFAR-100, as binary records or as pickles for Python.</summary>
/// <param name="Name">"CIFAR-10" or "CIFAR-100".</param>
/// <param name="IsPickle">Whether it is the version for Python.</param>
/// <param name="Batches">Names of the batches; the test batch is the last.</param>
/// <param name="Table">Name of the file with the class names.</param>
/// <param name="Folder">Name of its folder.</param>
/// <param name="Archive">Name of the archive, without .gz.</param>
internal sealed record CifarVersion(string Name, bool IsPickle, string[] Batches, string Table, string Folder,
    string Archive)
{
    private static readonly string[] _ten =
        ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];

    /// <summary>All versions; the ones that are read faster first.</summary>
    public static IReadOnlyList<CifarVersion> All { get; } =
    [
        new("CIFAR-10", false, [.. _ten.Select(batch => batch + ".bin")], "batches.meta.txt", "cifar-10-batches-bin",
            "cifar-10-binary.tar"),
        new("CIFAR-100", false, ["train.bin", "test.bin"], "fine_label_names.txt", "cifar-100-binary",
            "cifar-100-binary.tar"),
        new("CIFAR-10", true, _ten, "batches.meta", "cifar-10-batches-py", "cifar-10-python.tar"),
        new("CIFAR-100", true, ["train", "test"], "meta", "cifar-100-python", "cifar-100-python.tar"),
    ];

    public bool IsHundred => Name == "CIFAR-100";

    public int Classes => IsHundred ? 100 : 10;

    public string TestBatch => Batches[^1];

    /// <summary>Whether files are those of this version. "train" and "test" alone may be anything.</summary>
    public bool Fits(Func<string, bool> exists) => IsHundred && IsPickle
        ? exists(Table) && Batches.Any(exists)
        : Batches.Any(exists);
}
