using System.IO.Enumeration;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>Lists the files of a folder and its subfolders.</summary>
/// <remarks>
/// A linked folder is followed unless it leads to what is listed anyway, or above it. That, and a folder that cannot be
/// listed, is an entry that tells why.
/// </remarks>
/// <param name="folder">Full path.</param>
/// <param name="prefix">Start of the relative paths, with a final '/'.</param>
/// <param name="className">Class of the files.</param>
/// <param name="split">Their split; null if it is drawn.</param>
/// <param name="system">Receives the folders of the system and of programs, which are skipped.</param>
internal sealed class FolderWalk(string folder, string prefix, string className, SplitName? split, SystemFolders system)
{
    private static readonly EnumerationOptions _here = new() { IgnoreInaccessible = false, AttributesToSkip = 0 };

    private readonly int _cut = folder.Length + 1;
    private readonly Stack<string> _folders = new([folder]);
    private readonly Queue<string> _links = [];
    private List<string>? _followed;

    /// <summary>Returns the files, in no order.</summary>
    public IEnumerable<SourceFile> Files()
    {
        while (true)
        {
            if (_folders.TryPop(out string? here))
            {
                foreach (SourceFile file in FilesIn(here))
                    yield return file;
            }
            else if (!_links.TryDequeue(out string? link))
            {
                yield break;
            }
            else if (Follow(link) is string fault)
            {
                yield return SourceFile.Missing(Relative(link), className, fault);
            }
        }
    }

    /// <summary>Lists a linked folder next; returns why not otherwise.</summary>
    private string? Follow(string link)
    {
        try
        {
            _followed ??= [RealPath.Of(folder)];
            string target = RealPath.Of(link);
            if (_followed.Exists(known => FileNames.IsBelow(known, target) || FileNames.Comparer.Equals(known, target)))
                return $"it is a link to '{target}', whose files are listed already";
            if (_followed.Exists(known => FileNames.IsBelow(target, known)))
                return $"it is a link to '{target}', a folder above it";
            _followed.Add(target);
            _folders.Push(link);
            return null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    private IEnumerable<SourceFile> FilesIn(string here)
    {
        IEnumerator<SourceFile>? entries = Next(() => Entries(here).GetEnumerator(), out string? fault);
        using (entries)
        {
            while (entries is not null && Next(entries.MoveNext, out fault))
                yield return entries.Current;
        }

        if (fault is not null)
            yield return SourceFile.Missing(Relative(here), className, fault);
    }

    private static T? Next<T>(Func<T> step, out string? fault)
    {
        fault = null;
        try
        {
            return step();
        }
        catch (UnauthorizedAccessException)
        {
            fault = "there is no permission to list this folder";
        }
        catch (IOException e)
        {
            fault = $"this folder cannot be listed: {e.Message}";
        }

        return default;
    }

    private FileSystemEnumerable<SourceFile> Entries(string here) => new(here, Transform, _here)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) =>
        {
            if (ImageNames.IsClutter(entry.FileName))
                return false;
            if (!entry.IsDirectory || ImageNames.IsImage(entry.FileName))
                return true;
            if (!system.Skips(entry.FileName))
                Later(entry.ToFullPath(), entry.Attributes);
            return false;
        },
    };

    private void Later(string path, FileAttributes attributes)
    {
        // A folder that is in the cloud only has the attribute, too.
        if ((attributes & FileAttributes.ReparsePoint) != 0 && new DirectoryInfo(path).LinkTarget is not null)
            _links.Enqueue(path);
        else
            _folders.Push(path);
    }

    private SourceFile Transform(ref FileSystemEntry entry)
    {
        string path = entry.ToFullPath(), relative = Relative(path);
        if (entry.IsDirectory)
            return new SourceFile(relative, className, split, SourceFile.NotAFile, default);
        if (UnreachableName.Reason(path) is string reason)
            return SourceFile.Missing(relative, className, reason);
        if ((entry.Attributes & FileAttributes.ReparsePoint) == 0)
            return new SourceFile(relative, className, split, entry.Length, entry.LastWriteTimeUtc.UtcDateTime);
        try
        {
            // The length and time of the link are not those of the image.
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target
                ? new SourceFile(relative, className, split, target.Length, target.LastWriteTimeUtc)
                : new SourceFile(relative, className, split, entry.Length, default);
        }
        catch (IOException)
        {
            return new SourceFile(relative, className, split, entry.Length, default);
        }
    }

    private string Relative(string path) => path.Length < _cut ? prefix.TrimEnd('/')
        : prefix + (Path.DirectorySeparatorChar == '/' ? path[_cut..] : path[_cut..].Replace('\\', '/'));
}
