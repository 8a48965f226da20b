using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Engines.Installation;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsLifecycle.Install, "AlexNetEngine", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(InstalledEngine))]
public sealed class InstallAlexNetEngineCommand : AlexNetCmdlet
{
    private const string Page = "Install-AlexNetEngine";

    [Parameter(Mandatory = true, Position = 0, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Name))]
    [ValidateSet("Torch")]
    public string Name { get; set; } = "Torch";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Variant))]
    [ValidateSet("cpu", "cuda")]
    public string? Variant { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Source))]
    [ValidateNotNullOrEmpty]
    public string? Source { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void End()
    {
        string variant = (Variant ?? EngineInstaller.DefaultVariant).ToLowerInvariant();
        InstalledEngine[] existing = [.. EngineInstaller.Installed.Where(engine => engine.Variant == variant)];
        if (!Force && existing.FirstOrDefault(engine => engine.IsCurrent) is InstalledEngine current)
        {
            WriteVerbose($"Version {current.Version} is installed in '{current.Path}'. -Force installs it again.");
            WriteObject(current);
            return;
        }

        if (!ShouldProcess($"Torch {EngineInstaller.Version}, variant {variant}",
            $"Download {EngineInstaller.DownloadSize(variant)} and install"))
        {
            return;
        }

        WriteObject(Install(variant));
        foreach (InstalledEngine old in Force ? existing.Where(engine => !engine.IsCurrent) : [])
        {
            EngineInstaller.Uninstall(old);
            WriteVerbose($"Deleted '{old.Path}'.");
        }
    }

    private InstalledEngine Install(string variant)
    {
        string folder = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Installing the torch engine, variant {variant}");
        var relay = new Relay<InstallProgress>(p => bar.Report(
            $"{p.Activity}: {p.Bytes / 1e6:N0}{(p.Total > 0 ? $" of {p.Total / 1e6:N0}" : "")} MB, "
                + $"{p.PerSecond / 1e6:N1} MB a second",
            p.Total > 0 ? (double)p.Bytes / p.Total : 0, p.Remaining));
        return Run(display, channel => EngineInstaller.Install(variant, Source, folder, relay,
            channel.WriteVerbose, channel.Stopping));
    }
}
