using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Stages;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// The stages up to the first pooling, which have the largest maps. A network that only predicts runs them some images at
/// a time, so that the images and the outputs of conv1 stay in the L2 cache instead of in memory, of which they would
/// need the most. An image's results do not depend on it.
/// </summary>
internal sealed class LeadingStages
{
    // Of each thread: half of the L2 cache of a server; more than all images of 32 x 32 pixels need.
    private const long CacheBytes = 1 << 20;

    private readonly List<FeatureMap> _maps = [];

    /// <param name="input">Map of the images.</param>
    /// <param name="stages">All stages of the network.</param>
    /// <param name="workers">Number of threads.</param>
    /// <param name="maximumBatch">Maximum number of images.</param>
    public LeadingStages(FeatureMap input, IReadOnlyList<Stage> stages, int workers, int maximumBatch)
    {
        int pool = Pool(stages);
        if (pool < 0)
            return;
        _maps.Add(input);
        _maps.AddRange(stages.Take(pool).Where(stage => !stage.InPlace).Select(stage => stage.Output));
        Output = stages[pool].Output;
        Count = pool + 1;
        long images = Math.Max(CacheBytes / _maps.Sum(map => map.Bytes(1)), 1) * workers;
        Images = (int)Math.Min(images, maximumBatch);
    }

    /// <summary>Number of stages; 0 for none.</summary>
    public int Count { get; }

    /// <summary>Images at a time.</summary>
    public int Images { get; }

    /// <summary>Output of the last of them, which has the whole batch.</summary>
    public FeatureMap? Output { get; }

    /// <summary>Maps that hold only <see cref="Images"/> images: the input and the outputs before the last.</summary>
    public IReadOnlyList<FeatureMap> Maps => _maps;

    /// <summary>Points the maps at some images of the batch.</summary>
    public void Select(int first, int count)
    {
        foreach (FeatureMap map in _maps)
            map.SetCount(count);
        Output!.SetCount(count, first);
    }

    // Behind at most one weighted stage: a convolution with many input channels reads its weights for each group of images.
    private static int Pool(IReadOnlyList<Stage> stages)
    {
        for (int i = 0, weighted = 0; i < stages.Count; i++)
        {
            if (stages[i] is MaxPoolStage or AveragePoolStage)
                return i;
            if (stages[i] is ReshapeStage or AdaptiveAveragePoolStage or DropoutStage
                || (stages[i] is WeightedStage && ++weighted > 1))
            {
                break;
            }
        }

        return -1;
    }
}
