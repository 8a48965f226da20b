using System.Management.Automation.Runspaces;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Rejects the import of a second copy of the module: .NET loads the same assembly once, so the cmdlets of one copy
/// would run with the plug-ins and recipes of the other. .NET itself rejects another build.
/// </summary>
internal static class SingleCopy
{
    private const string FormatFile = "AlexNetPS.Format.ps1xml";

    /// <summary>Folder of the module that is loaded.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(typeof(SingleCopy).Assembly.Location)!;

    /// <summary>Checks that the import is of the loaded copy.</summary>
    /// <exception cref="InvalidOperationException">It is of another folder.</exception>
    public static void Require()
    {
        StringComparison comparison =
            OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (FolderOfImport() is string folder && !folder.Equals(Folder, comparison))
        {
            throw new InvalidOperationException($"AlexNetPS cannot be imported from '{folder}': this process has "
                + $"already imported the copy in '{Folder}'. Start a new PowerShell and import one of them.");
        }
    }

    // PowerShell does not pass the folder, but it has just added the format file of the module that it imports.
    private static string? FolderOfImport() => Path.GetDirectoryName(
        Runspace.DefaultRunspace?.InitialSessionState?.Formats.Select(format => format.FileName)
            .LastOrDefault(file => Path.GetFileName(file) == FormatFile));
}
