using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Distributed;
using AlexNetPS.Transforms;

namespace AlexNetPS.Training;

/// <summary>
/// Creates the network of a run, with a smaller batch than the recipe's if that is allowed and the recipe's does not
/// fit into memory.
/// </summary>
internal static class FittingNetwork
{
    /// <param name="engine">Engine of the device.</param>
    /// <param name="definition">Definition of the network.</param>
    /// <param name="recipe">Recipe whose batch size is tried first.</param>
    /// <param name="options">Device, precision and threads.</param>
    /// <param name="ranks">The ranks, each of which has a network; all have the same batch size.</param>
    /// <param name="mayShrink">Whether smaller batches are tried.</param>
    /// <returns>The network, and the recipe with the batch size that fits.</returns>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    public static (INetwork Network, Recipe Recipe) Create(IEngine engine, NetworkDefinition definition, Recipe recipe,
        TrainingOptions options, RunRanks ranks, bool mayShrink)
    {
        Recipe tried = recipe;
        while (true)
        {
            (INetwork Network, Recipe Recipe)? created = null;
            bool isKept = false;
            try
            {
                ranks.Agree(() => created = Create(engine, definition, recipe, tried, options, mayShrink));
                int size = ranks.Least(created!.Value.Recipe.BatchSize);
                isKept = !ranks.Any(created.Value.Recipe.BatchSize != size);
                if (isKept)
                    return created.Value;
                tried = InBatchesOf(recipe, size);
            }
            finally
            {
                if (!isKept)
                    created?.Network.Dispose();
            }
        }
    }

    private static (INetwork Network, Recipe Recipe) Create(IEngine engine, NetworkDefinition definition, Recipe recipe,
        Recipe fitting, TrainingOptions options, bool mayShrink)
    {
        int parts = Parts(options);
        while (true)
        {
            try
            {
                if (options.DividesLayers)
                    RequireSendable(definition, fitting.BatchSize);
                return (engine.Create(definition, Options(fitting, options)), fitting);
            }
            catch (EngineException e) when (mayShrink && e.BatchSize is not null && e.LargestBatchSize is null or > 0
                && fitting.BatchSize > parts)
            {
                int half = Math.Max(fitting.BatchSize / 2, parts);
                fitting = InBatchesOf(recipe, Math.Min(e.LargestBatchSize * parts ?? half, half));
            }
        }
    }

    /// <summary>
    /// Returns the recipe with a smaller batch and enough accumulation to keep the effective batch size.
    /// </summary>
    internal static Recipe InBatchesOf(Recipe recipe, int size) => recipe with
    {
        BatchSize = size,
        Optimizer = recipe.Optimizer with
        {
            Accumulation = recipe.Optimizer.Accumulation * ((recipe.BatchSize + size - 1) / size),
        },
    };

    // Rank 0 sends the images of a batch in one piece of at most 2 GB.
    private static void RequireSendable(NetworkDefinition definition, int batch)
    {
        int largest = (int)(int.MaxValue / (sizeof(float) * definition.Input.Count));
        if (batch <= largest)
            return;
        throw new EngineException($"A batch of {batch} images of network '{definition.Name}' is more than rank 0 can send "
            + $"to the others. Use -BatchSize {largest}, or -AutoBatchSize to accumulate gradients up to {batch}.")
        {
            BatchSize = batch,
            LargestBatchSize = largest,
        };
    }

    internal static NetworkOptions Options(Recipe recipe, TrainingOptions options) => new()
    {
        Device = options.Device,
        MaximumBatchSize = Math.Max(new BatchPart(0, Parts(options)).Largest(recipe.BatchSize),
            recipe.EvaluationViews),
        Optimizer = recipe.Optimizer,
        Precision = options.Precision,
        Convolution = options.Convolution,
        Threads = options.Threads,
        Ranks = options.Ranks,
        Parallelism = options.Parallelism,
        GradientSum = options.GradientSum,
    };

    // Parts of a batch.
    private static int Parts(TrainingOptions options) => options.DividesBatches ? options.Ranks!.Size : 1;
}
