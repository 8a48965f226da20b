using AlexNetPS.Engines;
using AlexNetPS.TorchSharp.Division;

namespace AlexNetPS.TorchSharp.Updates;

/// <summary>The gradients of ranks that divide the layers.</summary>
/// <param name="layers">The parts of the ranks.</param>
/// <param name="parameters">Those that learn.</param>
internal sealed class DividedGradients(DividedLayers layers, IReadOnlyList<TorchParameter> parameters)
{
    /// <summary>
    /// Gives all ranks the gradients of rank 0 of the layers that all compute: another device, or another order of sums
    /// on the same, would move the weights of the ranks apart.
    /// </summary>
    public void Share(IReadOnlyList<IReadOnlyList<Tensor>> gradients)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            if (!layers.Tensors.AreDivided(parameters[i].Description))
                layers.Exchange.Share(gradients[i][0]);
        }
    }

    /// <summary>Clips the gradients by the norm over all ranks.</summary>
    public void Clip(OptimizerDefinition optimizer, IReadOnlyList<IReadOnlyList<Tensor>> gradients)
    {
        double own = 0;
        for (int i = 0; i < parameters.Count; i++)
        {
            // Rank 0 counts what all have, so that the factor has the same bits on every rank.
            if (layers.Exchange.Ranks.Rank == 0 || layers.Tensors.AreDivided(parameters[i].Description))
                own += gradients[i][0].square().sum(ScalarType.Float64).ToDouble();
        }

        using Scalar factor = optimizer.ClipFactor(layers.Tensors.Sum(own));
        foreach (IReadOnlyList<Tensor> gradient in gradients)
            gradient[0].mul_(factor);
    }
}
