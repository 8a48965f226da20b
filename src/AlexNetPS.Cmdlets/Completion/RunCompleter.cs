using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>
/// Completes run folders: those in ./runs if nothing is typed, otherwise those that start with the typed text. If there
/// is none, the shell completes the path as for any other parameter.
/// </summary>
public sealed class RunCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName,
        string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        // The shell's own completion knows its location, its drives and how to quote.
        string word = wordToComplete.Trim('\'', '"');
        string beginning = word.Length == 0 ? $"./{RunFinder.Home}/" : word;
        CompletionResult[] runs =
            [.. CompletionCompleters.CompleteFilename(beginning).Where(result => TrainingRun.IsRun(result.ToolTip))
                .Select(Describe)];
        return runs.Length > 0 ? runs : CompletionCompleters.CompleteFilename(word);
    }

    private static CompletionResult Describe(CompletionResult found)
    {
        if (CompletionValues.Quietly(() => TrainingRun.Open(found.ToolTip)) is not TrainingRun run)
            return CompletionValues.Shown(found);
        string best = run.BestEpoch?.ValidationTop1 is double top1
            ? string.Create(CultureInfo.CurrentCulture, $", best top-1 {100 * top1:0.0} %")
            : "";
        return CompletionValues.Shown(found, $"{run.Status}, {run.Epochs.Count} of {run.Recipe.Epochs} epochs{best}");
    }
}
