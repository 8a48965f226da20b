using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Reports.Manifests;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Test, "AlexNetManifest", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ManifestResult), typeof(bool))]
public sealed class TestAlexNetManifestCommand : AlexNetCmdlet
{
    private const string Page = "Test-AlexNetManifest", ByPath = "Path", ByLiteralPath = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [Paths]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Quiet))]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string path in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            try
            {
                Verify(path);
            }
            catch (FileNotFoundException e) when (e.FileName?.StartsWith(path, StringComparison.Ordinal) == true)
            {
                WriteError(Failure.Record("ManifestNotFound", ErrorCategory.ObjectNotFound, e.Message, path,
                    "Export-AlexNetModel -Card writes one."));
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, path));
            }
        }
    }

    private void Verify(string path)
    {
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Verifying {path}");
        var relay = new Relay<ManifestProgress>(progress => bar.Report(progress.Path,
            progress.BytesTotal > 0 ? Math.Min(1, (double)progress.BytesDone / progress.BytesTotal) : 0, null));
        bool intact = Read(display, channel =>
        {
            bool all = true;
            foreach (ManifestResult result in ManifestVerification.Verify(path, relay, channel.Stopping))
            {
                all &= result.Status == ManifestStatus.Ok;
                if (!Quiet)
                    channel.Write(result);
            }

            return all;
        });
        if (Quiet)
            WriteObject(intact);
    }
}
