using System.Management.Automation;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Parameters that select runs.</content>
public sealed partial class GetAlexNetRunCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Tag))]
    [ArgumentCompleter(typeof(RunTagCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Tag { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Status))]
    [ValidateNotNullOrEmpty]
    public RunStatus[]? Status { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Recipe))]
    [ArgumentCompleter(typeof(RunRecipeCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Recipe { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Since))]
    public DateTime Since { get; set; }

    private bool IsSelected(TrainingRun run) =>
        (Tag is null || run.Tags.Any(tag => IsLike(tag, Tag)))
        && (Status is null || Status.Contains(run.Status))
        && (Recipe is null || IsLike(run.Recipe.Name, Recipe))
        && (!IsBound(nameof(Since)) || run.Started.LocalDateTime >= Since.ToLocalTime());

    private static bool IsLike(string text, string[] patterns) => Array.Exists(patterns,
        pattern => new WildcardPattern(pattern, WildcardOptions.IgnoreCase).IsMatch(text));
}
