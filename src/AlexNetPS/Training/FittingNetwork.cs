using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training;

/// <summary>
/// Sets up the network of a run; where it may, in smaller batches than the recipe's if those do not fit into memory.
/// </summary>
internal static class FittingNetwork
{
    /// <param name="engine">Has the device.</param>
    /// <param name="definition">The network.</param>
    /// <param name="recipe">Its batch size is tried first.</param>
    /// <param name="options">Device, precision and threads.</param>
    /// <param name="mayShrink">Whether a smaller batch is tried.</param>
    /// <returns>The network, and the recipe with the batch that fits.</returns>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    public static (INetwork Network, Recipe Recipe) Create(IEngine engine, NetworkDefinition definition, Recipe recipe,
        TrainingOptions options, bool mayShrink)
    {
        Recipe fitting = recipe;
        while (true)
        {
            try
            {
                return (engine.Create(definition, Options(fitting, options)), fitting);
            }
            catch (EngineException e) when (mayShrink && e.BatchSize is not null && e.LargestBatchSize is null or > 0
                && fitting.BatchSize > 1)
            {
                int half = fitting.BatchSize / 2;
                fitting = InBatchesOf(recipe, Math.Min(e.LargestBatchSize ?? half, half));
            }
        }
    }

    /// <summary>The recipe with smaller batches, of which as many make one update as come to its own batch.</summary>
    internal static Recipe InBatchesOf(Recipe recipe, int size) => recipe with
    {
        BatchSize = size,
        Optimizer = recipe.Optimizer
            with { Accumulation = recipe.Optimizer.Accumulation * ((recipe.BatchSize + size - 1) / size) },
    };

    private static NetworkOptions Options(Recipe recipe, TrainingOptions options) => new()
    {
        Device = options.Device,
        MaximumBatchSize = Math.Max(recipe.BatchSize, recipe.EvaluationViews),
        Optimizer = recipe.Optimizer,
        Precision = options.Precision,
        Threads = options.Threads,
    };
}
