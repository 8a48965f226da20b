using AlexNetPS.TorchSharp.Division;
using AlexNetPS.TorchSharp.Layers;

namespace AlexNetPS.TorchSharp;

/// <summary>
/// The backward pass of a replica, segment by segment. The forward pass cuts autograd's graph between two segments;
/// the gradient at a cut is where the next segment begins, so that all gradients are those of an undivided pass.
/// (TorchSharp has no hooks that tell when a gradient is there.)
/// </summary>
internal sealed class BackwardPass
{
    private readonly Stack<GraphCut> _cuts = new();
    private Tensor? _loss;

    /// <summary>Ends a segment, seen from the forward pass.</summary>
    /// <param name="features">Its outputs.</param>
    /// <returns>Inputs of the next: the same values.</returns>
    public FeatureParts Cut(FeatureParts features)
    {
        List<Tensor> outputs = [], inputs = [];
        _cuts.Push(new(outputs, inputs));
        return features.Each(output =>
        {
            Tensor input = output.detach().requires_grad_(true);
            outputs.Add(output);
            inputs.Add(input);
            return input;
        });
    }

    /// <summary>Exchanges what a layer needs from other ranks, and the gradients on the way back.</summary>
    /// <param name="features">What this rank has.</param>
    /// <param name="crossing">The exchange.</param>
    /// <returns>What the layer reads.</returns>
    public Tensor Cross(Tensor features, RankCrossing crossing)
    {
        Tensor crossed = crossing.Forward(features.detach());
        if (!features.requires_grad)
            return crossed;
        Tensor input = crossed.detach().requires_grad_(true);
        _cuts.Push(new([features], [input], crossing));
        return input;
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
        }
        else
        {
            Continue(_cuts.Pop());
        }

        while (_cuts.TryPeek(out GraphCut? cut) && cut.Crossing is not null)
            Continue(_cuts.Pop());
    }

    private static void Continue(GraphCut cut)
    {
        List<Tensor> gradients = [.. cut.Inputs.Select(input => input.grad!)];
        List<Tensor> crossed = cut.Crossing is null ? gradients : [.. gradients.Select(cut.Crossing.Backward)];
        torch.autograd.backward(cut.Outputs, crossed);

        // The memory of a large batch is needed for the segments to come.
        foreach (Tensor used in cut.Inputs.Concat(gradients).Concat(crossed))
            used.Dispose();
    }

    // Where the graph ends and begins again; a pass pauses there unless ranks exchange something.
    private sealed record GraphCut(List<Tensor> Outputs, List<Tensor> Inputs, RankCrossing? Crossing = null);
}
