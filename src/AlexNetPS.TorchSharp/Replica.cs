using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.TorchSharp.Devices;
using AlexNetPS.TorchSharp.Division;
using AlexNetPS.TorchSharp.Dropout;
using AlexNetPS.TorchSharp.Inputs;
using AlexNetPS.TorchSharp.Layers;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// A whole network on one device, or split over several. Data parallel training has several replicas, each with a part
/// of the batch.
/// </summary>
internal sealed class Replica : IDisposable
{
    private readonly NetworkDefinition _definition;
    private readonly IReadOnlyList<Device> _places;
    private readonly TorchDevice _first;
    private readonly List<TorchLayer> _layers = [];
    private readonly ScalarType _type;
    private readonly InputUpload _images;
    private readonly HostBuffer _targets, _results;
    private readonly DropoutMasks _masks;
    private readonly DividedLayers? _divided;

    /// <param name="definition">The network.</param>
    /// <param name="devices">The replica's devices.</param>
    /// <param name="optimizer">Updates the parameters; null for none.</param>
    /// <param name="type">Numeric precision.</param>
    /// <param name="keepsState">Whether the optimizer updates this replica's parameters.</param>
    /// <param name="buffers">See <see cref="HostBuffer"/>.</param>
    /// <param name="divided">The parts of the ranks; null for whole layers.</param>
    public Replica(NetworkDefinition definition, IReadOnlyList<TorchDevice> devices, OptimizerDefinition? optimizer,
        ScalarType type, bool keepsState, int buffers, DividedLayers? divided = null)
    {
        (_definition, _first, _type, _divided) = (definition, devices[0], type, divided);
        _places = [.. devices.Select(device => device.Place)];
        _images = new(_first, definition.Input, buffers);
        _targets = new(_first, ScalarType.Float32, buffers);
        _results = new(_first, ScalarType.Float32, buffers);
        _masks = DropoutMasks.On(_first, definition, buffers);
        try
        {
            foreach (TorchLayer layer in LayerBuilder.Build(definition,
                new(definition, _places, optimizer, keepsState), divided?.Division))
            {
                _layers.Add(layer);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyList<TorchLayer> Layers => _layers;

    public IEnumerable<TorchParameter> Parameters => _layers.SelectMany(layer => layer.Parameters);

    /// <summary>Evaluates up to a layer; returns its values, [images, values], float32.</summary>
    public Tensor Evaluate(NetworkInput images, int count, int lastLayer)
    {
        using var _ = torch.no_grad();
        return Run(images, count, lastLayer, new Pass(_type));
    }

    /// <summary>
    /// Evaluates to the logits and differentiates one of each image by the output of a layer. Parameters and their
    /// gradients are not changed.
    /// </summary>
    /// <param name="images">The replica's part of the images.</param>
    /// <param name="count">Number of images in the part.</param>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="classes">See <see cref="INetwork.LogitGradients"/>.</param>
    /// <returns>[images, values] each, float32, the logits in host memory.</returns>
    public (Tensor Logits, Tensor Outputs, Tensor Gradients) Differentiate(NetworkInput images, int count, int layer,
        ReadOnlySpan<int> classes)
    {
        var pass = new Pass(_type);
        FeatureParts features;
        var outputs = new List<Tensor>();
        using (torch.no_grad())
        {
            features = Run(Sent(images, count), 0, layer, pass).Each(part =>
            {
                Tensor output = part.detach().requires_grad_(true);
                outputs.Add(output);
                return output;
            });
        }

        Tensor logits = Values(Run(features, layer + 1, _layers.Count - 1, pass));
        Tensor host = logits.detach().cpu().contiguous();
        ReadOnlySpan<float> rows = MemoryMarshal.Cast<byte, float>(host.bytes);
        long[] wanted = new long[count];
        for (int image = 0; image < count; image++)
        {
            wanted[image] = NetworkCall.ClassOf(classes[image],
                rows.Slice(image * _definition.Classes, _definition.Classes));
        }

        Tensor places = torch.tensor(wanted, [count, 1]).to(logits.device);
        IList<Tensor> gradients = torch.autograd.grad([logits.gather(1, places).sum()], outputs);
        return (host, Values(new(_places, [.. outputs.Select(output => output.detach())])),
            Values(new(_places, [.. gradients])));
    }

    /// <summary>Forward pass and loss of a training step; the backward pass accumulates gradients.</summary>
    /// <param name="images">The replica's part of the batch.</param>
    /// <param name="targets">The replica's part of the targets.</param>
    /// <param name="count">Number of images in the part.</param>
    /// <param name="first">Index of the first image in the batch.</param>
    /// <param name="batch">Number of images in the whole batch.</param>
    /// <param name="step">The training step.</param>
    /// <param name="segments">How the backward pass is divided.</param>
    /// <param name="result">Receives the logits [images, classes], and the part's share of the batch loss.</param>
    /// <returns>The backward pass.</returns>
    public BackwardPass Learn(NetworkInput images, ReadOnlySpan<float> targets, int count, int first,
        int batch, in TrainStep step, IReadOnlyList<Segment> segments, StepResult result)
    {
        var backward = new BackwardPass();
        Tensor wanted = _targets.Send(targets, count, _definition.Classes);
        var pass = new Pass(_type, _masks.Draw(step, first, count));
        FeatureParts features = Sent(images, count);
        int next = 0;
        foreach (Segment later in segments.Reverse().Skip(1))
        {
            features = backward.Cut(Run(features, next, later.Layer - 1, pass, backward));
            next = later.Layer;
        }

        Tensor logits = Values(Run(features, next, _layers.Count - 1, pass, backward));
        using Scalar share = -1.0 / batch, weight = step.Share;
        Tensor loss = wanted.mul(torch.nn.functional.log_softmax(logits, 1)).sum().mul(share);
        backward.From(loss.mul(weight));
        Tensor values = torch.cat([logits.detach().flatten(), loss.detach().unsqueeze(0)]);
        result.Add(_first, _results.Fetch(values), count * _definition.Classes);
        return backward;
    }

    public void Dispose()
    {
        foreach (TorchLayer layer in _layers)
            layer.Dispose();
        _images.Dispose();
        _targets.Dispose();
        _results.Dispose();
        _masks.Dispose();
    }

    private Tensor Run(NetworkInput images, int count, int lastLayer, in Pass pass)
    {
        FeatureParts features = Run(Sent(images, count), 0, lastLayer, pass);
        return Values(_divided?.Division.Layers[lastLayer].IsDivided == true
            ? features.Each(_divided.Exchange.Gather)
            : features);
    }

    private FeatureParts Run(FeatureParts features, int firstLayer, int lastLayer, in Pass pass,
        BackwardPass? backward = null)
    {
        for (int i = firstLayer; i <= lastLayer; i++)
        {
            if (_divided?.Crossings[i] is { } crossing)
                features = features.Each(own => backward?.Cross(own, crossing) ?? crossing.Forward(own));
            features = _layers[i].Forward(features, pass);
        }

        return features;
    }

    private FeatureParts Sent(NetworkInput images, int count) => new(_places, _images.Send(images, count).to(_type));

    private static Tensor Values(FeatureParts features) => features.On(0).flatten(1).to(ScalarType.Float32);
}
