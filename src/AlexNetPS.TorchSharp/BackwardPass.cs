using AlexNetPS.TorchSharp.Layers;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// The backward pass of a replica, segment by segment. The forward pass cuts autograd's graph between two segments;
/// the gradient at a cut is where the next segment begins, so that all gradients are those of an undivided pass.
/// (TorchSharp has no hooks that tell when a gradient is there.)
/// </summary>
internal sealed class BackwardPass
{
    private readonly Stack<(List<Tensor> Outputs, List<Tensor> Inputs)> _cuts = new();
    private Tensor? _loss;

    /// <summary>Ends a segment, seen from the forward pass.</summary>
    /// <param name="features">Its outputs.</param>
    /// <returns>Inputs of the next: the same values.</returns>
    public FeatureParts Cut(FeatureParts features)
    {
        List<Tensor> outputs = [], inputs = [];
        _cuts.Push((outputs, inputs));
        return features.Each(output =>
        {
            Tensor input = output.detach().requires_grad_(true);
            outputs.Add(output);
            inputs.Add(input);
            return input;
        });
    }

    /// <summary>Ends the forward pass.</summary>
    public void From(Tensor loss) => _loss = loss;

    /// <summary>
    /// Differentiates the next segment; gradients are accumulated. A GPU computes them while the host goes on.
    /// </summary>
    public void Next()
    {
        if (_loss is not null)
        {
            _loss.backward();
            _loss = null;
            return;
        }

        (List<Tensor> outputs, List<Tensor> inputs) = _cuts.Pop();
        List<Tensor> gradients = [.. inputs.Select(input => input.grad!)];
        torch.autograd.backward(outputs, gradients);

        // The memory of a large batch is needed for the segments to come.
        foreach (Tensor used in inputs.Concat(gradients))
            used.Dispose();
    }
}
