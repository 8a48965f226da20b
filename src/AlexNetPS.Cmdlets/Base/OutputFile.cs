using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Checks an output file before the work starts.</summary>
internal static class OutputFile
{
    /// <summary>Returns the full path if it can be written.</summary>
    /// <exception cref="ErrorRecordException">It is a folder, its folder does not exist, or it exists and must not be
    /// overwritten.</exception>
    public static string Check(string full, string given, bool noClobber)
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

        if (noClobber && File.Exists(full))
        {
            throw new ErrorRecordException(Failure.Record("FileExists", ErrorCategory.ResourceExists,
                $"'{full}' already exists.", given, "Omit -NoClobber to overwrite it."));
        }

        return full;
    }
}
