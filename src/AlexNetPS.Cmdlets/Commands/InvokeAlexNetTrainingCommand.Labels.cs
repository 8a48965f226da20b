using System.Globalization;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Name, tags and note of the run.</content>
public sealed partial class InvokeAlexNetTrainingCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Name))]
    [ValidateNotNullOrEmpty]
    [ValidateLength(1, 100)]
    public string? Name { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Tag))]
    [ArgumentCompleter(typeof(RunTagCompleter))]
    [ValidateNotNull]
    public string[]? Tag { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Note))]
    [AllowEmptyString]
    public string? Note { get; set; }

    private TrainingOptions WithLabels(TrainingOptions options) =>
        options with { Name = Name, Tags = Tag, Note = Note };

    private string DefaultRunPath(Recipe recipe, DatasetFold? fold) => System.IO.Path.Combine(RunFinder.Home,
        string.Create(CultureInfo.InvariantCulture,
            $"{DateTime.Now:yyyyMMdd-HHmmss}-{RunLabels.FolderName(Name ?? recipe.Name)}")
        + (fold is null ? "" : $"-{FoldName(fold)}"));

    /// <summary>
    /// Returns the run folder of a fold: one below -RunPath, that of all folds, unless that is the run to resume.
    /// </summary>
    private string FoldPath(string path, DatasetFold? fold) => fold is null
        || (Resume && (TrainingRun.IsRun(path) || TrainingRun.IsUnbegun(path)))
        ? path
        : System.IO.Path.Combine(path, FoldName(fold));

    // In the order of their names.
    private static string FoldName(DatasetFold fold) => "fold-" + fold.Number.ToString(CultureInfo.InvariantCulture)
        .PadLeft(fold.Count.ToString(CultureInfo.InvariantCulture).Length, '0');
}
