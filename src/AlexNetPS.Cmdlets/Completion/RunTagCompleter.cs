using System.Collections;
using System.Management.Automation.Language;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes the tags that runs have.</summary>
public sealed class RunTagCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        KnownRuns.Of(bound, command).SelectMany(run => run.Tags)
            .CountBy(tag => tag, StringComparer.OrdinalIgnoreCase)
            .OrderBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase)
            .Select(tag => new Candidate(tag.Key, tag.Value == 1 ? "1 run" : $"{tag.Value} runs"));
}
