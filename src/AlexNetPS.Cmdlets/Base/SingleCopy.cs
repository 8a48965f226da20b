using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Rejects the import of a second copy of the module: a process loads an assembly once, so the cmdlets of one copy would
/// run with the plug-ins, recipes and help of the other.
/// </summary>
public sealed class SingleCopy : IModuleAssemblyInitializer
{
    // Process-wide, because a second copy of another build has its own static fields.
    private const string Key = "AlexNetPS.ModuleFolder";
    private const string FormatFile = "AlexNetPS.Format.ps1xml";

    /// <summary>Called by PowerShell for each import in each runspace.</summary>
    /// <exception cref="InvalidOperationException">A copy in another folder is imported already.</exception>
    public void OnImport()
    {
        string folder = FolderOfImport();
        if (AppContext.GetData(Key) is not string loaded)
        {
            AppContext.SetData(Key, folder);
            return;
        }

        if (!folder.Equals(loaded,
            OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"AlexNetPS cannot be imported from '{folder}': this process has "
                + $"already imported the copy in '{loaded}'. Start a new PowerShell and import one of them.");
        }
    }

    // PowerShell does not pass the folder, and the assembly is that of the first copy. It has just added the format file.
    private static string FolderOfImport() => Path.GetDirectoryName(
        Runspace.DefaultRunspace?.InitialSessionState?.Formats.Select(format => format.FileName)
            .LastOrDefault(file => file is not null && Path.GetFileName(file) == FormatFile)
        ?? typeof(SingleCopy).Assembly.Location)!;
}
