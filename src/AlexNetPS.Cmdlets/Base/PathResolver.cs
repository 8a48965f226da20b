using System.Management.Automation;
using DriveNotFoundException = System.Management.Automation.DriveNotFoundException;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Resolves paths given by users to full file system paths: relative to the shell's location (not the process's),
/// through any PSDrive, with wildcards or literally. Paths of other providers are rejected.
/// </summary>
internal sealed class PathResolver(PSCmdlet cmdlet)
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

    /// <summary>Returns the full path of a file or folder that need not exist.</summary>
    /// <exception cref="ErrorRecordException">It is not in the file system.</exception>
    public string Full(string path)
    {
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

    private List<string> Expand(string pattern)
    {
        // A file of exactly that name wins over a pattern with brackets, which are common in names of photos.
        if (pattern.AsSpan().IndexOfAny('*', '?') < 0 && pattern.Contains('[', StringComparison.Ordinal)
            && Full(pattern) is string named && Path.Exists(named))
        {
            return [named];
        }

        try
        {
            var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out ProviderInfo provider);
            RequireFileSystem(pattern, provider);
            if (found.Count > 0)
                return [.. found];
        }
        catch (ItemNotFoundException)
        {
            // A name that matches nothing as a pattern is taken literally, as a path typed by hand.
            string full = Full(pattern);
            if (Path.Exists(full))
                return [full];
            throw new ErrorRecordException(NotFound(pattern, full));
        }
        catch (Exception e) when (e is DriveNotFoundException or ProviderNotFoundException or NotSupportedException
            or ProviderInvocationException)
        {
            throw new ErrorRecordException(
                Failure.Record("PathNotFound", ErrorCategory.ObjectNotFound, e.Message, pattern));
        }

        throw new ErrorRecordException(Failure.Record("PathNotFound", ErrorCategory.ObjectNotFound,
            $"Nothing matches '{pattern}'.", pattern, Brackets(pattern)));
    }

    private static ErrorRecord NotFound(string path, string full) =>
        Failure.Record("PathNotFound", ErrorCategory.ObjectNotFound,
        path == full ? $"There is no file or folder '{path}'." : $"There is no file or folder '{path}' ({full}).",
        path);

    private static string? Brackets(string pattern) =>
        pattern.AsSpan().IndexOfAny('[', ']') >= 0
            ? "Square brackets are a wildcard in -Path; use -LiteralPath for a name that contains them."
            : null;

    private static void RequireFileSystem(string path, ProviderInfo provider)
    {
        if (provider.Name != "FileSystem")
        {
            throw new ErrorRecordException(Failure.Record("ProviderNotSupported", ErrorCategory.InvalidArgument,
                $"'{path}' belongs to the {provider.Name} provider; only paths of the file system can be used.", path));
        }
    }
}
