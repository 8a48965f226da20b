using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Models;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Reads a trained model from a safetensors file.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "AlexNetModel", DefaultParameterSetName = ByPath)]
[OutputType(typeof(AlexNetModel))]
public sealed class ImportAlexNetModelCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    /// <summary>
    /// <para type="description">Model file. Wildcards are allowed.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>
    /// <para type="description">The same, taken as it is: brackets and stars are part of the name.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string file in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            try
            {
                WriteVerbose($"Reading '{file}'.");
                WriteObject(Run(_ => AlexNetModel.Load(file)));
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, file));
            }
        }
    }
}
