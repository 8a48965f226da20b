using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Runs;

/// <summary>What run.json says of a run that begins.</summary>
internal static class NewRun
{
    public static RunManifest Of(ImageNetDataset dataset, RunDataset data, TrainingOptions options, Recipe recipe,
        IEngine engine)
    {
        RunEnvironment environment = RunEnvironment.Of(new EngineDevice("", options.Device, ""));
        return new()
        {
            Name = $"{recipe.Name} on {data.Name}{(data.Fold is null ? "" : $", {data.Fold}")}",
            Status = RunStatus.Running,
            Recipe = recipe,
            Seed = options.Seed,
            LimitBatches = options.LimitBatches,
            InitialModel = options.InitialModelName,
            Dataset = data,
            FoldValues = data.Fold is null ? null : RecipeValues.Filled(options.Recipe, recipe),
            InitialWeights = options.InitialModel?.HashWeights(),
            Environment = environment with { Engine = Identity(engine, options) },
            Session = RunSession.Of(dataset, options),
            Started = DateTimeOffset.Now,
        };
    }

    /// <summary>Names what computes, as far as results depend on it.</summary>
    public static string Identity(IEngine engine, TrainingOptions options) =>
        $"{engine.Name} {engine.Version}, {options.Precision}"
        + (options.Convolution == ConvolutionAlgorithm.Auto ? "" : $", {options.Convolution} convolution")
        + (options.Ranks is not { } ranks ? ""
            : options.DividesLayers ? $", layers divided among {ranks.Size} ranks"
            : $", {ranks.Size} ranks, {options.GradientSum} gradients");
}
