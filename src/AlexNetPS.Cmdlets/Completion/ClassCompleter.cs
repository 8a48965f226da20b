using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>
/// Completes the class names of the given dataset: an object, the path of a store, or pipeline input.
/// </summary>
public sealed class ClassCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command)
    {
        ImageNetDataset? dataset = CompletionValues.Get("Dataset", bound, command) switch
        {
            ImageNetDataset whole => whole,
            DatasetSplit split => split.Dataset,
            string path when CompletionValues.Path(path) is string full =>
                CompletionValues.Quietly(() => ImageNetDataset.Open(full)),
            _ => null,
        };
        return dataset is null
            ? []
            : dataset.Classes.Select(
                c => new Candidate(c.DisplayName, $"{c.Train:N0} training, {c.Validation:N0} validation images"));
    }
}
