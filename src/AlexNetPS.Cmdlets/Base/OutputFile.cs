using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>What can be known about a file before the work that leads to it.</summary>
internal static class OutputFile
{
    /// <summary>The full path, if it can be written.</summary>
    /// <exception cref="ErrorRecordException">It is a folder, its folder is not there, or it is there and must not be
    /// replaced.</exception>
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
                $"There is no folder '{folder}' to write '{Path.GetFileName(full)}' to.", given,
                $"Make it first: New-Item -ItemType Directory -Path '{folder}'"));
        }

        if (noClobber && File.Exists(full))
        {
            throw new ErrorRecordException(Failure.Record("FileExists", ErrorCategory.ResourceExists,
                $"'{full}' is there already.", given, "Leave out -NoClobber to replace it."));
        }

        return full;
    }
}
