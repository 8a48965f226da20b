using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>Runs at each import of the module, in each runspace.</summary>
public sealed class ModuleImport : IModuleAssemblyInitializer
{
    private const string TypesFile = "AlexNetPS.Types.ps1xml";

    /// <summary>Rejects a second copy of the module, and loads the types file.</summary>
    /// <exception cref="InvalidOperationException">The import is of another folder than this assembly's.</exception>
    public void OnImport()
    {
        SingleCopy.Require();
        LoadTypes();
    }

    // Not by the manifest, which would load it before the copy can be rejected: the types of two copies contradict each
    // other, and PowerShell reports only that. Loading the same file again changes nothing.
    private static void LoadTypes()
    {
        using var update = PowerShell.Create(RunspaceMode.CurrentRunspace);
        update.AddCommand(@"Microsoft.PowerShell.Utility\Update-TypeData")
            .AddParameter("AppendPath", Path.Combine(SingleCopy.Folder, TypesFile)).Invoke();
        if (update.Streams.Error is [ErrorRecord error, ..])
            throw new InvalidOperationException($"'{TypesFile}' cannot be loaded: {error}", error.Exception);
    }
}
