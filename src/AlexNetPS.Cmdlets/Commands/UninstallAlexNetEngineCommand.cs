using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Engines.Installation;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsLifecycle.Uninstall, "AlexNetEngine", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class UninstallAlexNetEngineCommand : AlexNetCmdlet
{
    private const string Page = "Uninstall-AlexNetEngine";

    [Parameter(Mandatory = true, Position = 0, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Name))]
    [ValidateSet("Torch")]
    public string Name { get; set; } = "Torch";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Variant))]
    [ValidateSet("cpu", "cuda")]
    public string? Variant { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        InstalledEngine[] found = [.. EngineInstaller.Installed.Where(engine => Variant is null
            || engine.Variant.Equals(Variant, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0)
        {
            throw new ErrorRecordException(Failure.Record("EngineNotFound", ErrorCategory.ObjectNotFound,
                $"No torch engine{(Variant is null ? "" : $" of variant {Variant}")} is installed.", Variant ?? Name));
        }

        foreach (InstalledEngine engine in found)
        {
            if (!ShouldProcess(engine.Path, $"Delete the torch engine {engine.Version}, variant {engine.Variant}"))
                continue;
            Run(_ =>
            {
                EngineInstaller.Uninstall(engine);
                return true;
            });
            WriteVerbose($"Deleted '{engine.Path}'.");
        }
    }
}
