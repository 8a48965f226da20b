namespace AlexNetPS.Benchmarks.Import;

/// <summary>A folder for stores and trees that goes when the measuring is done.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-").FullName;
    private int _count;

    public string Path(string name) => System.IO.Path.Combine(_folder, name);

    /// <summary>A path that has not been used.</summary>
    public string New() => Path($"store{_count++}");

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    public void Dispose() => Remove(_folder);
}
