using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Engines.Installation;

/// <summary>
/// Unpacks the native libraries of packages into one folder. A file that is too large for a package is split: NAME is
/// in <c>runtimes/RID/native</c> of the first package with NAME.sha (SHA-256 of the whole file), NAME.fragment1 and so on
/// in <c>fragments/RID/native</c> of the following packages.
/// </summary>
internal sealed class PackageUnpacking(string folder, string runtime)
{
    // Libraries of the CUDA variant take about 6 GB.
    private const long MaxBytes = 20L << 30;
    private const int MaxHashBytes = 1 << 10;
    private const string Hash = ".sha", Fragment = ".fragment";

    private readonly Dictionary<string, int> _fragments = [];
    private long _bytes;

    /// <summary>Unpacks one package; fragments are appended to their file.</summary>
    /// <exception cref="EngineException">The package is damaged, or has entries that are not allowed.</exception>
    public void Add(string package, CancellationToken cancellation)
    {
        try
        {
            using FileStream file = InputFile.Open(package);
            using var zip = new ZipArchive(file);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                if (NameBelow($"runtimes/{runtime}/native/", entry) is string name)
                    Write(entry, name, FileMode.CreateNew, cancellation);
                else if (NameBelow($"fragments/{runtime}/native/", entry) is string fragment)
                    Append(entry, fragment, cancellation);
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(package, e.Message, e);
        }

        string? NameBelow(string prefix, ZipArchiveEntry entry)
        {
            string path = entry.FullName.Replace('\\', '/');
            if (!path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || path.Length == prefix.Length)
                return null;
            string name = path[prefix.Length..];
            return name.IndexOfAny(['/', ':', '\0']) < 0 && name is not ("." or "..") ? name
                : throw Damaged(package, $"the entry '{entry.FullName}' is not a file of the folder.");
        }
    }

    /// <summary>Checks the joined files against their hashes, and removes the hashes.</summary>
    /// <exception cref="EngineException">A file is not the one that was split.</exception>
    public void Finish(CancellationToken cancellation)
    {
        foreach (string name in _fragments.Keys)
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path + Hash))
                throw new EngineException($"'{name}' was joined from parts, and the packages state no hash of it.");
            string expected = InputFile.ReadText(path + Hash, MaxHashBytes).Trim();
            using FileStream stream = InputFile.Open(path);
            string actual =
                Convert.ToHexStringLower(SHA256.HashDataAsync(stream, cancellation).AsTask().GetAwaiter().GetResult());
            if (!actual.Equals(expected, StringComparison.OrdinalIgnoreCase))
            {
                throw new EngineException($"'{name}' was joined from {_fragments[name] + 1} parts and has the SHA-256 "
                    + $"{actual}; {expected} was expected.");
            }
        }

        foreach (string hash in Directory.EnumerateFiles(folder, "*" + Hash))
            File.Delete(hash);
    }

    private void Append(ZipArchiveEntry entry, string fragment, CancellationToken cancellation)
    {
        int dot = fragment.LastIndexOf(Fragment, StringComparison.Ordinal);
        string name = dot < 0 ? "" : fragment[..dot];
        int next = _fragments.GetValueOrDefault(name) + 1;
        if (dot < 0 || !int.TryParse(fragment.AsSpan(dot + Fragment.Length), NumberStyles.None,
            CultureInfo.InvariantCulture, out int number) || number != next || !File.Exists(Path.Combine(folder, name)))
        {
            throw new EngineException($"The part '{fragment}' does not continue a file: the next part of '{name}' "
                + $"is number {next}.");
        }

        Write(entry, name, FileMode.Append, cancellation);
        _fragments[name] = number;
    }

    private void Write(ZipArchiveEntry entry, string name, FileMode mode, CancellationToken cancellation)
    {
        if ((_bytes += entry.Length) > Math.Min(MaxBytes, _bytes - entry.Length + DiskSpace.Available(folder)))
            throw new EngineException($"'{name}' has {entry.Length:N0} bytes, more than '{folder}' can hold.");
        string path = Path.Combine(folder, name);
        if (mode == FileMode.CreateNew && File.Exists(path))
            throw new EngineException($"Two packages contain the file '{name}'.");
        using Stream source = entry.Open();
        using var target = new FileStream(path, mode, FileAccess.Write, FileShare.None);
        byte[] buffer = new byte[1 << 20];
        long left = entry.Length;
        for (int count; (count = source.Read(buffer)) > 0; left -= count)
        {
            cancellation.ThrowIfCancellationRequested();
            if (count > left)
                break;
            target.Write(buffer, 0, count);
        }

        if (left != 0)
            throw new InvalidDataException($"'{name}' does not have the {entry.Length:N0} bytes that it states.");
        DiskFlush.Of(target);
    }

    private static EngineException Damaged(string package, string reason, Exception? inner = null) =>
        new($"The package '{package}' is damaged: {reason}", inner!);
}
