using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Rejects the import of a second copy of the module: .NET loads the same assembly once, so the cmdlets of one copy
/// would run with the plug-ins and recipes of the other. .NET itself rejects another build.
/// </summary>
public sealed class SingleCopy : IModuleAssemblyInitializer
{
    private const string FormatFile = "AlexNetPS.Format.ps1xml";

    /// <summary>Called by PowerShell for each import in each runspace.</summary>
    /// <exception cref="InvalidOperationException">The import is of another folder than this assembly's.</exception>
    public void OnImport()
    {
        string loaded = Path.GetDirectoryName(typeof(SingleCopy).Assembly.Location)!;
        StringComparison comparison =
            OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (FolderOfImport() is string folder && !folder.Equals(loaded, comparison))
        {
            throw new InvalidOperationException($"AlexNetPS cannot be imported from '{folder}': this process has "
                + $"already imported the copy in '{loaded}'. Start a new PowerShell and import one of them.");
        }
    }

    // PowerShell does not pass the folder, but it has just added the format file of the module that it imports.
    private static string? FolderOfImport() => Path.GetDirectoryName(
        Runspace.DefaultRunspace?.InitialSessionState?.Formats.Select(format => format.FileName)
            .LastOrDefault(file => Path.GetFileName(file) == FormatFile));
}
