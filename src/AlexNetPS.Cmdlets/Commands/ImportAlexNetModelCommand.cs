using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Reads a trained model: this module's safetensors, or weights of PyTorch, Caffe, NumPy or
/// another program.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "AlexNetModel", DefaultParameterSetName = ByPath)]
[OutputType(typeof(AlexNetModel))]
public sealed class ImportAlexNetModelCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    private ModelImportOptions _options = new();

    /// <summary>
    /// <para type="description">Model file; its contents tell the format. Wildcards are allowed. Nothing in a file is
    /// ever executed.</para>
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

    /// <summary>
    /// <para type="description">Name of a preset, path of a JSON definition, or what Get-AlexNetArchitecture gave, for
    /// weights that do not say; the number of classes follows the file. Without it, the preset whose shapes fit.</para>
    /// </summary>
    [Parameter]
    [ArchitectureReference]
    [ArgumentCompleter(typeof(ArchitectureCompleter))]
    [ValidateNotNull]
    public ArchitectureReference? Architecture { get; set; }

    /// <summary>
    /// <para type="description">File of class names in the order of the outputs: one in a line (synset_words.txt,
    /// LOC_synset_mapping.txt), a run's class_indices.json, other JSON, a printed Python dictionary, or ImageNet's
    /// development kit (folder, tar.gz or meta.mat).</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClassNamePath { get; set; }

    /// <summary>
    /// <para type="description">Recipe, its name or path, whose evaluation transforms rule prediction; without it, the
    /// file's own or that of the architecture.</para>
    /// </summary>
    [Parameter]
    [RecipeReference]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    public RecipeReference? Recipe { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        var paths = new PathResolver(this);
        _options = new()
        {
            Architecture = Architecture is null ? null : References.Open(Architecture, paths).Resolve(),
            Classes = ClassNamePath is null ? null : ClassNameFile.Read(paths.Existing(ClassNamePath)),
            Recipe = Recipe is null ? null : References.Open(Recipe, paths),
        };
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string file in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            try
            {
                WriteVerbose($"Reading '{file}'.");
                WriteObject(Run(channel =>
                    AlexNetModel.Load(file, _options with { Warn = channel.WriteWarning }, channel.Stopping)));
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, file));
            }
        }
    }
}
