using System.Management.Automation;
using System.Text;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Resolves paths given by users to full file system paths: relative to the shell's location (not the process's),
/// through any PSDrive, with wildcards or literally. Paths of other providers are rejected.
/// </summary>
internal sealed class PathResolver(AlexNetCmdlet cmdlet)
{
    /// <summary>
    /// Returns the existing files or folders that match a pattern or a literal path. A failure is written as an error
    /// and skipped.
    /// </summary>
    public IEnumerable<string> Existing(IEnumerable<string> paths, bool literal)
    {
        foreach (string path in paths)
        {
            IReadOnlyList<string> found = [];
            try
            {
                found = literal ? [Existing(path)] : Expand(path);
            }
            catch (ErrorRecordException e)
            {
                cmdlet.WriteError(e.ErrorRecord);
            }

            foreach (string full in found)
                yield return full;
        }
    }

    /// <summary>Returns the full path of one existing file or folder, taken literally.</summary>
    /// <exception cref="ErrorRecordException">It does not exist.</exception>
    public string Existing(string path)
    {
        string full = Full(path);
        return Path.Exists(full) ? full : throw new ErrorRecordException(NotFound(path, full));
    }

    /// <summary>Reads an existing file, on a worker: the pipeline stops even if the file does not answer.</summary>
    /// <exception cref="ErrorRecordException">It does not exist.</exception>
    public T Read<T>(string path, Func<string, T> read)
    {
        string full = Existing(path);
        return cmdlet.Read(_ => read(full));
    }

    /// <summary>Returns the full path of a file or folder that need not exist.</summary>
    /// <exception cref="ErrorRecordException">It is not in the file system.</exception>
    public string Full(string path)
    {
        // No system has it in a path.
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ErrorRecordException(Failure.Record("PathInvalid", ErrorCategory.InvalidArgument,
                $"'{path}' is no path: it has a NUL character (U+0000).", path));
        }

        try
        {
            string full =
                cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            RequireFileSystem(path, provider);
            return full;
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException or NotSupportedException
            or ProviderInvocationException)
        {
            throw new ErrorRecordException(
                Failure.Record("PathNotFound", ErrorCategory.ObjectNotFound, e.Message, path));
        }
    }

    private IReadOnlyList<string> Expand(string pattern)
    {
        // Brackets are common in names of photos and their folders.
        string[] attempts = pattern.AsSpan().IndexOfAny('[', ']') < 0 ? [pattern]
            : [WithoutNames(pattern), pattern, Escaped(pattern)];
        foreach (string attempt in attempts.Distinct())
        {
            if (Matches(attempt) is { Count: > 0 } found)
                return found;
        }

        // A name that matches nothing as a pattern is taken literally, as a path typed by hand.
        string full = Full(pattern);
        if (Path.Exists(full))
            return [full];
        throw new ErrorRecordException(pattern.AsSpan().IndexOfAny('*', '?') < 0 ? NotFound(pattern, full)
            : Failure.Record("PathNotFound", ErrorCategory.ObjectNotFound, $"Nothing matches '{pattern}'.", pattern));
    }

    /// <summary>Returns what matches; nothing for a bracket that is not closed.</summary>
    private IReadOnlyList<string> Matches(string pattern)
    {
        try
        {
            var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            RequireFileSystem(pattern, provider);
            return found;
        }
        catch (Exception e) when (e is ItemNotFoundException or WildcardPatternException)
        {
            return [];
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException or NotSupportedException
            or ProviderInvocationException)
        {
            throw new ErrorRecordException(
                Failure.Record("PathNotFound", ErrorCategory.ObjectNotFound, e.Message, pattern));
        }
    }

    /// <summary>
    /// Returns the pattern with the brackets of names escaped: a file or folder of exactly that name wins.
    /// </summary>
    private string WithoutNames(string pattern)
    {
        var escaped = new StringBuilder();
        for (int start = 0, end; start < pattern.Length; start = end)
        {
            end = pattern.AsSpan(start + 1).IndexOfAny('/', '\\') is int next and >= 0 ? start + 1 + next : pattern.Length;
            string name = pattern[start..end];
            bool exists = name.AsSpan().IndexOfAny('[', ']') >= 0 && name.AsSpan().IndexOfAny('*', '?', '`') < 0
                && Path.Exists(Full(pattern[..end]));
            escaped.Append(exists ? Escaped(name) : name);
        }

        return escaped.ToString();
    }

    /// <summary>Returns the pattern with all brackets escaped; stars stay.</summary>
    private static string Escaped(string pattern)
    {
        var escaped = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] is '[' or ']' && (i == 0 || pattern[i - 1] != '`'))
                escaped.Append('`');
            escaped.Append(pattern[i]);
        }

        return escaped.ToString();
    }

    private static ErrorRecord NotFound(string path, string full) =>
        Failure.Record("PathNotFound", ErrorCategory.ObjectNotFound,
        path == full ? $"There is no file or folder '{path}'." : $"There is no file or folder '{path}' ({full}).",
        path);

    private static void RequireFileSystem(string path, ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            throw new ErrorRecordException(Failure.Record("ProviderNotSupported", ErrorCategory.InvalidArgument,
                $"'{path}' belongs to the {provider.Name} provider; only paths of the file system can be used.", path));
        }
    }
}
