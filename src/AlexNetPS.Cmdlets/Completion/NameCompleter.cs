using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes from a list of names, each with a description.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName,
        string wordToComplete,
        CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        WildcardPattern pattern = NamePattern.Find(word + "*") ?? NamePattern.Of(WildcardPattern.Escape(word) + "*");
        return [.. Candidates(fakeBoundParameters, commandAst)
            .Where(candidate => pattern.IsMatch(candidate.Name))
            .Select(candidate =>
                new CompletionResult(Quote(candidate.Name), TerminalText.OfLine(candidate.Name),
                    CompletionResultType.ParameterValue, TerminalText.OfLine(
                        string.IsNullOrEmpty(candidate.Description) ? candidate.Name : candidate.Description)))];
    }

    /// <summary>All names, in the order of completion.</summary>
    private protected abstract IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command);

    private static string Quote(string name) =>
        name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ':')
            ? name
            : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    private protected sealed record Candidate(string Name, string? Description);
}
