using System.Management.Automation;
using AlexNetPS.Cmdlets.Binding;
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

    private WildcardPattern[]? _tags, _recipes;

    // A pattern that is none is an error also where there are no runs.
    private void ReadPatterns() =>
        (_tags, _recipes) = (Tag?.Select(NamePattern.Of).ToArray(), Recipe?.Select(NamePattern.Of).ToArray());

    private bool IsSelected(TrainingRun run) =>
        (_tags is null || run.Tags.Any(tag => IsLike(tag, _tags)))
        && (Status is null || Status.Contains(run.Status))
        && (_recipes is null || IsLike(run.Recipe.Name, _recipes))
        && (!IsBound(nameof(Since)) || run.Started.LocalDateTime >= Since.ToLocalTime());

    private static bool IsLike(string text, WildcardPattern[] patterns) =>
        Array.Exists(patterns, pattern => pattern.IsMatch(text));
}
