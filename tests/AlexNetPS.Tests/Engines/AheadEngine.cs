using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Engines;

/// <summary>
/// The embedded engine as a GPU would behave: it takes gray levels, and several steps before anybody asks for their
/// results.
/// </summary>
internal sealed class AheadEngine(int pendingSteps) : IEngine
{
    private readonly CpuEngine _engine = new();

    public string Name => _engine.Name;

    public IReadOnlyList<EngineDevice> Devices => _engine.Devices;

    /// <summary>Batches that came as gray levels.</summary>
    public int Levels { get; private set; }

    /// <summary>The most steps that were underway at a time.</summary>
    public int MaxPending { get; private set; }

    public INetwork Create(NetworkDefinition definition, NetworkOptions options) =>
        new Network(this, _engine.Create(definition, options), pendingSteps);

    /// <summary>What the host's transforms would have made of levels.</summary>
    public static float[] Values(NetworkInput images, TensorShape shape)
    {
        if (!images.IsBytes)
            return images.Values.ToArray();
        float[] values = Unmixed(images, shape);
        if (images.Mix is not InputMix mix)
            return values;
        float[] before = [.. Unmixed(images.Previous, shape), .. values];
        for (int i = 0; i < values.Length; i++)
        {
            int row = i % (shape.Height * shape.Width) / shape.Width, column = i % shape.Width;
            if (mix.Box is not { } box)
            {
                values[i] = Sum(values[i] * mix.Own, before[i] * mix.Rest);
            }
            else if (row >= box.Top && row < box.Top + box.Height && column >= box.Left
                && column < box.Left + box.Width)
            {
                values[i] = before[i];
            }
        }

        return values;

        static float Sum(float a, float b) => a + b;
    }

    private static float[] Unmixed(NetworkInput images, TensorShape shape)
    {
        float[] values = new float[images.Length];
        int plane = shape.Height * shape.Width;
        for (int i = 0; i < values.Length; i++)
        {
            int image = i / (int)shape.Count, channel = i / plane % shape.Channels, row =
                i % plane / shape.Width, column = i % shape.Width;
            ReadOnlySpan<float> mapping = images.Mappings.Slice(image * 3 * shape.Channels, 3 * shape.Channels);
            float scaled = images.Levels[i] * mapping[channel];
            values[i] = scaled + mapping[shape.Channels + channel];
            if (images.Mean is { } mean)
            {
                MeanWindow window = images.Windows[image];
                int place = (((window.Flipped ? shape.Channels : 0) + channel) * mean.Edge + window.Top + row)
                    * mean.Edge + window.Left + column;
                float part = mean.Values[place] * mapping[2 * shape.Channels + channel];
                values[i] -= part;
            }

            int erasures = images.Erasures.Length / (images.Length / (int)shape.Count);
            foreach (InputErasure erasure in images.Erasures.Slice(image * erasures, erasures))
            {
                PixelBox box = erasure.Box;
                int down = row - box.Top, right = column - box.Left;
                if (down >= 0 && down < box.Height && right >= 0 && right < box.Width)
                    values[i] = erasure.Value(shape.Channels, channel, down * box.Width + right);
            }
        }

        return values;
    }

    private sealed class Network(AheadEngine engine, INetwork network, int pendingSteps) : INetwork
    {
        private readonly Queue<(float Loss, float[] Logits)> _done = new();

        public NetworkDefinition Definition => network.Definition;

        public int MaximumBatchSize => network.MaximumBatchSize;

        public bool AcceptsBytes => true;

        public int MaximumPendingSteps => pendingSteps;

        public IReadOnlyList<TensorDescription> Parameters => network.Parameters;

        public IReadOnlyList<TensorDescription> OptimizerState => network.OptimizerState;

        public bool Averaged
        {
            get => network.Averaged;
            set => network.Averaged = value;
        }

        public void Read(string name, Span<float> destination) => network.Read(name, destination);

        public void Write(string name, ReadOnlySpan<float> source) => network.Write(name, source);

        public void Forward(NetworkInput images, Span<float> logits) => network.Forward(Of(images), logits);

        public void Activations(NetworkInput images, string layer, Span<float> destination) =>
            network.Activations(Of(images), layer, destination);

        public void LogitGradients(NetworkInput images, string layer, ReadOnlySpan<int> classes, Span<float> logits,
            Span<float> activations, Span<float> gradients) =>
            network.LogitGradients(Of(images), layer, classes, logits, activations, gradients);

        public void StartStep(NetworkInput images, ReadOnlySpan<float> targets, in TrainStep step)
        {
            Assert.True(_done.Count < pendingSteps);
            float[] logits = new float[targets.Length];
            network.StartStep(Of(images), targets, step);
            _done.Enqueue((network.EndStep(logits), logits));
            engine.MaxPending = Math.Max(engine.MaxPending, _done.Count);
        }

        public float EndStep(Span<float> logits)
        {
            (float loss, float[] values) = _done.Dequeue();
            values.CopyTo(logits);
            return loss;
        }

        public bool ReadGradient(string parameter, Span<float> destination) =>
            network.ReadGradient(parameter, destination);

        public void Dispose() => network.Dispose();

        private float[] Of(NetworkInput images)
        {
            if (images.IsBytes)
                engine.Levels++;
            return Values(images, Definition.Input);
        }
    }
}
