using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

/// <summary>A folder of its own for each test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Root = Path.Combine(Path.GetTempPath(), "alexnetps-tests", Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public string Cache => Path.Combine(Root, "cache");

    public string Photos => Path.Combine(Root, "photos");

    public string At(params string[] parts) => Path.Combine([Photos, .. parts]);

    /// <summary>Writes a file below the photos.</summary>
    public string Write(string relative, byte[] content)
    {
        string path = At(relative.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a class of drawn JPEG images.</summary>
    public void WriteClass(string relative, int count, int width = 48, int height = 36, uint seed = 0)
    {
        for (int i = 0; i < count; i++)
            Write($"{relative}/{i:D3}.jpg", DrawnImage.Jpeg(width, height, seed + (uint)i));
    }

    /// <summary>
    /// Folders in the cache. On Windows a previous store that a dataset of the test maps stays, under another name, until
    /// a later import.
    /// </summary>
    public IEnumerable<string> Stores() => Directory.GetDirectories(Cache)
        .Where(path => !OperatingSystem.IsWindows() || !path.Contains(".old-", StringComparison.Ordinal));

    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A store that is still mapped cannot go on Windows.
        }
    }
}
