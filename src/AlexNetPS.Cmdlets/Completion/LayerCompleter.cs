using System.Collections;
using System.Management.Automation;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>The layers of the model given, or of every preset while none is.</summary>
public sealed class LayerCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound)
    {
        object? given = bound["Model"] ?? bound["InitialModel"];
        NetworkDefinition? network = (given is PSObject wrapped ? wrapped.BaseObject : given) switch
        {
            AlexNetModel model => model.Definition,
            TrainingRun run => run.Recipe.BuildNetwork(run.Classes.Count),
            _ => null,
        };
        return network is not null
            ? network.ResolvedLayers.Select(layer => new Candidate(layer.Name, $"{layer.Type}, {layer.OutputShape}"))
            : NetworkArchitecture.Names.SelectMany(name => NetworkArchitecture.Get(name).ResolvedLayers)
                .Select(layer => layer.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new Candidate(name, null));
    }
}
