using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Output files of an exporter: checks a path before the work starts, rejects a file that an earlier input is written
/// to, and writes.
/// </summary>
/// <param name="cmdlet">The exporter.</param>
/// <param name="noClobber">An existing file is an error.</param>
/// <param name="force">Overwrites a read-only file.</param>
/// <param name="oneFile">One path for all inputs: its file is written by <see cref="Complete"/>, when it is known that
/// there is only one input.</param>
internal sealed class OutputTarget(AlexNetCmdlet cmdlet, bool noClobber, bool force, bool oneFile = false)
{
    private readonly PathResolver _paths = new(cmdlet);
    private readonly HashSet<string> _taken =
        new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private Action? _pending;

    /// <summary>Returns the full path of the file for one input.</summary>
    /// <param name="given">Path as the user wrote it.</param>
    /// <param name="content">Subject of the message about an unknown extension.</param>
    /// <param name="extensions">Allowed extensions; empty for all.</param>
    /// <exception cref="ErrorRecordException">It cannot be written, or it is the file of an earlier input.</exception>
    public string Take(string given, string content = "", IReadOnlyList<string>? extensions = null)
    {
        string full = Path.GetFullPath(_paths.Full(given));
        RequireFile(full, given);
        if (extensions is not null && !extensions.Contains(Path.GetExtension(full), StringComparer.OrdinalIgnoreCase))
        {
            throw new ErrorRecordException(Failure.Record("FormatUnknown", ErrorCategory.InvalidArgument,
                $"{content} cannot be written to '{given}': unknown file extension.", given,
                $"Use a path that ends with {string.Join(" or ", extensions)}."));
        }

        if (!_taken.Add(full))
        {
            throw new ErrorRecordException(Failure.Record("OutputRepeated", ErrorCategory.InvalidArgument,
                $"'{full}' is the output file of more than one input. Name a file for each input with a script block: "
                    + $"-OutputPath {{ \"./$(Split-Path $_.Path -Leaf){Path.GetExtension(full)}\" }}.", given));
        }

        RequireReplaceable(full, given);
        return full;
    }

    /// <summary>Writes the file, or remembers to.</summary>
    /// <param name="file">Path that <see cref="Take"/> returned.</param>
    /// <param name="passThru">Whether to output the file.</param>
    /// <param name="write">Writes the file.</param>
    public void Write(string file, bool passThru, Action write)
    {
        _pending = () =>
        {
            WithAccess(file, force, write);
            cmdlet.WriteVerbose($"Wrote '{file}'.");

            // Through the provider, which adds the properties that the file table shows.
            if (passThru)
                cmdlet.WriteObject(cmdlet.InvokeProvider.Item.Get([file], force: true, literalPath: true), true);
        };
        if (!oneFile)
            Complete();
    }

    /// <summary>Writes what is left to write.</summary>
    public void Complete()
    {
        _pending?.Invoke();
        _pending = null;
    }

    /// <summary>Writes a file that may be read-only.</summary>
    /// <remarks>
    /// Windows renames nothing over a read-only file. The attribute is set again, as Export-Csv does, also after a
    /// failure, which leaves the previous file.
    /// </remarks>
    public static void WithAccess(string file, bool force, Action write)
    {
        bool readOnly = force && File.Exists(file) && IsReadOnly(file);
        if (readOnly)
            File.SetAttributes(file, File.GetAttributes(file) & ~FileAttributes.ReadOnly);
        try
        {
            write();
        }
        finally
        {
            if (readOnly)
                File.SetAttributes(file, File.GetAttributes(file) | FileAttributes.ReadOnly);
        }
    }

    private static void RequireFile(string full, string given)
    {
        if (Directory.Exists(full))
        {
            throw new ErrorRecordException(Failure.Record("OutputIsFolder", ErrorCategory.InvalidArgument,
                $"'{full}' is a folder, not a file.", given, "Add a file name to the path."));
        }

        if (Path.GetDirectoryName(full) is string folder && !Directory.Exists(folder))
        {
            throw new ErrorRecordException(Failure.Record("OutputFolderNotFound", ErrorCategory.ObjectNotFound,
                $"Cannot write '{Path.GetFileName(full)}': there is no folder '{folder}'.", given,
                $"Create it first: New-Item -ItemType Directory -Path '{folder}'"));
        }
    }

    private void RequireReplaceable(string full, string given)
    {
        if (!File.Exists(full))
            return;
        if (noClobber)
        {
            throw new ErrorRecordException(Failure.Record("FileExists", ErrorCategory.ResourceExists,
                $"'{full}' already exists.", given, "Omit -NoClobber to overwrite it."));
        }

        if (!force && IsReadOnly(full))
        {
            throw new ErrorRecordException(Failure.Record("FileReadOnly", ErrorCategory.PermissionDenied,
                $"'{full}' exists and is read-only.", given, "Use -Force to overwrite it."));
        }
    }

    private static bool IsReadOnly(string file) => (File.GetAttributes(file) & FileAttributes.ReadOnly) != 0;
}
