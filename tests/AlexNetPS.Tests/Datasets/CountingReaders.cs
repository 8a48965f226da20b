using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Layouts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Imports and counts the files that were decoded.</summary>
internal static class CountingReaders
{
    private static readonly AsyncLocal<Action<int>?> _before = new();

    /// <summary>Called before a file is decoded, with how many there were, this one included.</summary>
    public static Action<int>? Before
    {
        get => _before.Value;
        set => _before.Value = value;
    }

    public static int Import(string path, ImportOptions options, CancellationToken cancellation = default) =>
        Count(wrap => ImageNetImporter.Import(path, options, null, cancellation, wrap));

    public static int ImportPart(string path, ImportOptions options, CancellationToken cancellation = default) =>
        Count(wrap => ImageNetImporter.ImportPart(path, options, null, cancellation, wrap));

    private static int Count(Action<Func<ImageReader, ImageReader>> import)
    {
        int count = 0;
        Action<int>? before = Before;
        import(inner => new Reader(inner, () =>
        {
            int now = Interlocked.Increment(ref count);
            before?.Invoke(now);
        }));
        return count;
    }

    private sealed class Reader(ImageReader inner, Action counted) : ImageReader
    {
        public override string? Warning => inner.Warning;

        public override ReadOnlySpan<byte> Original => inner.Original;

        public override ReadOnlySpan<byte> File => inner.File;

        public override ReadOnlySpan<byte> ReadFile(SourceFile file) => inner.ReadFile(file);

        public override PixelView Read(SourceFile file, out int sourceWidth, out int sourceHeight)
        {
            counted();
            return inner.Read(file, out sourceWidth, out sourceHeight);
        }

        public override void Dispose() => inner.Dispose();
    }
}
