using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes paths as the shell does, and describes those of prepared stores.</summary>
public sealed class DatasetCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName,
        string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        [.. CompletionCompleters.CompleteFilename(wordToComplete.Trim('\'', '"')).Select(Describe)];

    private static CompletionResult Describe(CompletionResult found) =>
        CompletionValues.Shown(found, CompletionValues.Quietly(() => ImageNetDataset.Summary(found.ToolTip)));
}
