using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>The layers of the model given (an object, a path, or what comes through the pipeline), or of every preset while none is.</summary>
public sealed class LayerCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command)
    {
        NetworkDefinition? network = (CompletionValues.Get("Model", bound, command) ?? CompletionValues.Get("InitialModel", bound, command)) switch
        {
            AlexNetModel model => model.Definition,
            TrainingRun run => Of(run),
            string path when CompletionValues.Path(path) is string full => CompletionValues.Quietly(() => Directory.Exists(full) ? Of(TrainingRun.Open(full)) : AlexNetModel.Load(full).Definition),
            _ => null,
        };
        return network is not null
            ? network.ResolvedLayers.Select(layer => new Candidate(layer.Name, $"{layer.Type}, {layer.OutputShape}"))
            : NetworkArchitecture.Names.SelectMany(name => NetworkArchitecture.Get(name).ResolvedLayers)
                .Select(layer => layer.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new Candidate(name, null));
    }

    // Without opening its weights.
    private static NetworkDefinition Of(TrainingRun run) => run.Recipe.BuildNetwork(run.Classes.Count);
}
