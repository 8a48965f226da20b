using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Stages;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// Assigns memory to maps. Maps that the backward pass reads have separate memory, which their gradients reuse. All
/// other maps and gradients live only from one stage to the next and alternate between two shared buffers.
/// </summary>
internal sealed unsafe class MemoryPlan
{
    private readonly List<FeatureMap> _own = [];
    private readonly List<(FeatureMap Map, int Buffer)> _shared = [];
    private readonly List<(FeatureMap Gradient, FeatureMap Map)> _replacing = [];
    private readonly long[] _sharedBytes = new long[2];
    private readonly int _batch;

    /// <param name="input">Map of the images.</param>
    /// <param name="stages">The stages, with their gradients if they have them.</param>
    /// <param name="batch">Maximum number of images.</param>
    /// <param name="training">Whether the backward pass runs.</param>
    /// <param name="workers">Number of threads.</param>
    public MemoryPlan(FeatureMap input, IReadOnlyList<Stage> stages, int batch, bool training, int workers)
    {
        _batch = batch;
        Leading = training ? null : new LeadingStages(input, stages, workers, batch);
        if (training)
            GiveSameBorders(stages);
        FeatureMap[] maps = [input, .. stages.Where(stage => !stage.InPlace).Select(stage => stage.Output)];
        for (int i = 0; i < maps.Length; i++)
        {
            bool kept = training && stages.Any(stage => stage.OutputGradient is not null && (
                (stage.KeepsInput && ReferenceEquals(stage.Input, maps[i]))
                    || (stage.KeepsOutput && ReferenceEquals(stage.Output, maps[i]))));
            if (kept || IsLeading(maps[i]))
                _own.Add(maps[i]);
            else
                Share(maps[i], i % 2);
        }

        if (!training)
            return;
        FeatureMap? previous = null;
        int buffer = 0;
        foreach (Stage stage in stages.Reverse())
        {
            if (stage.OutputGradient is null)
                continue;
            if (previous is null)
                Share(stage.OutputGradient, buffer);
            previous = stage.OutputGradient;
            if (stage.InputGradient is not { } next || ReferenceEquals(next, previous))
                continue;
            buffer = 1 - buffer;
            if (Replaces(stage, stages) && _own.Contains(stage.Input))
                _replacing.Add((next, stage.Input));
            else
                Share(next, buffer);
        }
    }

    /// <summary>The stages that run some images at a time; null in training.</summary>
    public LeadingStages? Leading { get; }

    /// <summary>All maps: those given to the plan and the gradients of its stages.</summary>
    public IEnumerable<FeatureMap> Maps =>
        _own.Concat(_shared.Select(shared => shared.Map)).Concat(_replacing.Select(pair => pair.Gradient));

    public long Bytes => _own.Sum(OwnBytes) + _sharedBytes.Sum();

    /// <summary>Allocates memory and assigns it to the maps.</summary>
    public IReadOnlyList<NativeBuffer> Allocate()
    {
        var buffers = new List<NativeBuffer>();
        foreach (FeatureMap map in _own)
        {
            buffers.Add(new NativeBuffer(OwnBytes(map)));
            map.Data = buffers[^1].Floats;
        }

        NativeBuffer[] shared = [new(_sharedBytes[0]), new(_sharedBytes[1])];
        buffers.AddRange(shared);
        foreach ((FeatureMap map, int buffer) in _shared)
            map.Data = shared[buffer].Floats;
        foreach ((FeatureMap gradient, FeatureMap map) in _replacing)
            gradient.Data = map.Data;
        return buffers;
    }

    /// <summary>
    /// Whether the gradient of a stage's input can overwrite the input: same geometry, and no earlier stage reads the
    /// input later.
    /// </summary>
    private static bool Replaces(Stage stage, IReadOnlyList<Stage> stages) =>
        !stage.InPlace && stage.GradientReplacesInput && stage.InputGradient is { } gradient
            && gradient.Border == stage.Input.Border
        && !stages.Any(other => other.KeepsOutput && ReferenceEquals(other.Output, stage.Input));

    /// <summary>
    /// Gives a map and its gradient the same border. That costs little memory; a separate gradient costs more.
    /// </summary>
    private static void GiveSameBorders(IReadOnlyList<Stage> stages)
    {
        foreach (Stage stage in stages)
        {
            if (stage.InPlace || stage.InputGradient is not { } gradient || !stage.KeepsInput)
                continue;
            if (gradient.Border.IsEmpty)
                gradient.Border = stage.Input.Border;
            else if (stage.Input.Border.IsEmpty)
                stage.Input.Border = gradient.Border;
        }
    }

    private bool IsLeading(FeatureMap map) => Leading is not null && Leading.Maps.Contains(map);

    private long OwnBytes(FeatureMap map) => map.Bytes(IsLeading(map) ? Leading!.Images : _batch);

    private void Share(FeatureMap map, int buffer)
    {
        map.Shared = true;
        _shared.Add((map, buffer));
        _sharedBytes[buffer] = Math.Max(_sharedBytes[buffer], map.Bytes(_batch));
    }
}
