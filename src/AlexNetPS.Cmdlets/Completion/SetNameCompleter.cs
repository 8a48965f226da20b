using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes names of the datasets of a folder that contains several.</summary>
public sealed class SetNameCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
        (CompletionValues.Get("LiteralPath", bound, command) ?? CompletionValues.Get("Path", bound, command)) switch
        {
            string path => NamesIn(path),
            object[] paths => paths.OfType<string>().SelectMany(NamesIn),
            _ => [],
        };

    private static IEnumerable<Candidate> NamesIn(string path) =>
        CompletionValues.Path(path) is { } full
            && CompletionValues.Quietly(() => ImageNetImporter.SetNames(full)) is { } names
            ? names.Select(name => new Candidate(name, $"Dataset in {path}"))
            : [];
}
