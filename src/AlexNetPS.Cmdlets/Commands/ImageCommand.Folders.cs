using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Folders as input: their images, as Get-ChildItem lists them.</summary>
public abstract partial class ImageCommand<TResult>
{
    // Get-ChildItem -Recurse emits a folder and then its files.
    private readonly HashSet<string> _listed = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal
        : StringComparer.OrdinalIgnoreCase);

    private Func<string, bool>? _names;
    private int _taken;

    [Parameter(ParameterSetName = ByPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recurse))]
    [Parameter(ParameterSetName = ByLiteralPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recurse))]
    public SwitchParameter Recurse { get; set; }

    [Parameter(ParameterSetName = ByPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Include))]
    [Parameter(ParameterSetName = ByLiteralPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Include))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Include { get; set; } = [];

    [Parameter(ParameterSetName = ByPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Exclude))]
    [Parameter(ParameterSetName = ByLiteralPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Exclude))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Exclude { get; set; } = [];

    [Parameter(ParameterSetName = ByPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(First))]
    [Parameter(ParameterSetName = ByLiteralPath, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(First))]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    private bool IsDone => First > 0 && _taken >= First;

    /// <summary>Returns a file, or the images of a folder, that the patterns allow and -First has room for.</summary>
    private IEnumerable<string> Selected(string path)
    {
        if (IsDone)
            yield break;
        _names ??= new ImageSelection { Include = Include, Exclude = Exclude }.Names();
        bool isFolder = Directory.Exists(path);
        foreach (string file in isFolder ? Listed(path) : [path])
        {
            string name =
                System.IO.Path.GetRelativePath(isFolder ? path : System.IO.Path.GetDirectoryName(path)!, file);
            if (IsDone || !_names(name.Replace('\\', '/')) || !(isFolder ? _listed.Add(file) : !_listed.Contains(file)))
                continue;
            _taken++;
            yield return file;
        }
    }

    private IReadOnlyList<string> Listed(string folder)
    {
        if (TrainingRun.IsRun(folder))
        {
            WriteError(Failure.Record("IsFolder", ErrorCategory.InvalidArgument,
                $"'{folder}' is a training run, not an image.", folder, "Pass it as -Model."));
            return [];
        }

        try
        {
            IReadOnlyList<string> files = ImageFolder.Files(folder, Recurse);
            if (files.Count == 0)
            {
                (string reason, string advice) = ImageFolder.WhyEmpty(folder, Recurse);
                WriteError(Failure.Record("IsFolder", ErrorCategory.InvalidArgument,
                    $"'{folder}' is a folder without images: {reason}.", folder, advice));
            }

            return files;
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, folder));
            return [];
        }
    }
}
