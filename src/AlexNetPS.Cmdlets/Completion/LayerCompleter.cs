using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>
/// Completes the layer names of the given architecture, model or recipe (an object, a name, a path, or pipeline input);
/// of every preset if none is given.
/// </summary>
public class LayerCompleter : NameCompleter
{
    private static readonly string[] _parameters = ["Architecture", "Model", "InitialModel", "Recipe"];

    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command)
    {
        NetworkDefinition? network = _parameters.Select(parameter => Network(parameter,
            CompletionValues.Get(parameter, bound, command))).FirstOrDefault(found => found is not null);
        network ??= Otherwise();
        return network is not null
            ? network.ResolvedLayers.Where(Accepts)
                .Select(layer => new Candidate(layer.Name, $"{layer.Type}, {layer.OutputShape}"))
            : NetworkArchitecture.Names.SelectMany(name => NetworkArchitecture.Get(name).ResolvedLayers).Where(Accepts)
                .DistinctBy(layer => layer.Name, StringComparer.OrdinalIgnoreCase)
                .Select(layer => new Candidate(layer.Name, layer.Type));
    }

    /// <summary>Whether the parameter accepts the layer.</summary>
    private protected virtual bool Accepts(NetworkLayer layer) => true;

    /// <summary>The network if none is given; null for every preset.</summary>
    private protected virtual NetworkDefinition? Otherwise() => null;

    private static NetworkDefinition? Network(string parameter, object? given) => (parameter, given) switch
    {
        (_, NetworkDefinition network) => network,
        (_, AlexNetModel model) => model.Definition,
        (_, TrainingRun run) => Of(run),
        (_, Recipe recipe) => CompletionValues.Quietly(recipe.Architecture.Resolve),
        ("Architecture", string name) =>
            CompletionValues.Quietly(() => NetworkArchitecture.Get(name)) ?? InFile(name, ArchitectureFile.Load),
        ("Recipe", string name) => CompletionValues.Quietly(() => Recipe.Get(name).Architecture.Resolve())
            ?? InFile(name, path => Recipe.Load(path).Architecture.Resolve()),
        (_, string path) => InFile(path,
            full => Directory.Exists(full) ? Of(TrainingRun.Open(full)) : AlexNetModel.Load(full).Definition),
        _ => null,
    };

    private static NetworkDefinition? InFile(string path, Func<string, NetworkDefinition> read) =>
        CompletionValues.Path(path) is string full ? CompletionValues.Quietly(() => read(full)) : null;

    // Does not read the weights.
    private static NetworkDefinition Of(TrainingRun run) => run.Recipe.BuildNetwork(run.Classes.Count);
}
