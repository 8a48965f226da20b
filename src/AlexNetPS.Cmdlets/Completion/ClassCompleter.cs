using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>
/// Completes the class names of the given dataset or model: an object, the path of a store, of a run or of a model, or
/// pipeline input.
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
            ? OfModel(CompletionValues.Get("Model", bound, command)).Select(name => new Candidate(name, "class"))
            : dataset.Classes.Select(
                c => new Candidate(c.DisplayName, $"{c.Train:N0} training, {c.Validation:N0} validation images"));
    }

    private static IReadOnlyList<string> OfModel(object? given) => given switch
    {
        AlexNetModel model => model.Classes,
        TrainingRun run => run.Classes,
        string path when CompletionValues.Path(path) is string full => CompletionValues.Quietly(
            () => Directory.Exists(full) ? TrainingRun.Open(full).Classes : AlexNetModel.Load(full).Classes) ?? [],
        _ => [],
    };
}
