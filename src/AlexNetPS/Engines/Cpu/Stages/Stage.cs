using AlexNetPS.Engines.Cpu.Memory;

namespace AlexNetPS.Engines.Cpu.Stages;

/// <summary>
/// A step of the network as the engine runs it: one layer, a layer with its activation, or a change of layout. Maps are
/// set when the network is created. Delegates are created once, so that a step allocates nothing.
/// </summary>
internal abstract class Stage(EngineContext context, FeatureMap input, FeatureMap output) : IDisposable
{
    protected EngineContext Context { get; } = context;

    /// <summary>Input activations.</summary>
    public FeatureMap Input { get; } = input;

    /// <summary>Output activations; the same object as the input if the stage works in place.</summary>
    public FeatureMap Output { get; } = output;

    /// <summary>Gradient of the loss with respect to <see cref="Output"/>.</summary>
    public FeatureMap OutputGradient { get; private set; } = null!;

    /// <summary>Gradient with respect to <see cref="Input"/>; null if no earlier layer is trained.</summary>
    public FeatureMap? InputGradient { get; private set; }

    /// <summary>"conv1", or the type of a stage without weights.</summary>
    public string Name => Parameters.Count > 0
        ? Parameters[0].Description.Name.Split('.')[0]
        : GetType().Name.Replace(nameof(Stage), "", StringComparison.Ordinal);

    public bool InPlace => ReferenceEquals(Input, Output);

    /// <summary>
    /// Whether <see cref="InputGradient"/> may use the memory of <see cref="Input"/>: the input is read first, pixel by
    /// pixel.
    /// </summary>
    public virtual bool GradientReplacesInput => true;

    /// <summary>Whether the stage is active only in training.</summary>
    public virtual bool TrainingOnly => false;

    /// <summary>Whether <see cref="Backward"/> reads <see cref="Input"/>.</summary>
    public abstract bool KeepsInput { get; }

    /// <summary>Whether <see cref="Backward"/> reads <see cref="Output"/>.</summary>
    public abstract bool KeepsOutput { get; }

    /// <summary>Weights, then biases.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Sets the gradient maps and may request a border for them.</summary>
    public virtual void SetGradients(FeatureMap output, FeatureMap? input)
    {
        OutputGradient = output;
        InputGradient = input;
    }

    /// <summary>Returns the memory in bytes that the stage needs in addition to parameters and maps.</summary>
    public virtual long OwnBytes(int maximumBatch, bool training) => 0;

    /// <summary>Allocates that memory, and everything that depends on the geometry of the maps.</summary>
    public virtual void Allocate(int maximumBatch, bool training)
    {
    }

    public abstract void Forward();

    public abstract void Backward();

    public virtual void Dispose()
    {
    }
}
