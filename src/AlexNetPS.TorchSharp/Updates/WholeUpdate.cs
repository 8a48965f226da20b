using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Updates;

/// <summary>
/// The optimizer step after the backward pass: clips the gradients, updates weights and moving average, and copies the
/// weights to all replicas.
/// </summary>
internal static class WholeUpdate
{
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="step">The training step.</param>
    /// <param name="replicas">The trainable parameters of each replica, in the same order; the first replica's are
    /// updated.</param>
    /// <param name="gradients">The parts of each parameter's gradient; overwritten.</param>
    /// <param name="divided">Those of ranks that divide the layers; null for one process.</param>
    public static void Run(OptimizerDefinition optimizer, in TrainStep step,
        IReadOnlyList<IReadOnlyList<TorchParameter>> replicas, IReadOnlyList<IReadOnlyList<Tensor>> gradients,
        DividedGradients? divided)
    {
        divided?.Share(gradients);
        IReadOnlyList<TorchParameter> parameters = replicas[0];
        for (int i = 0; step.KeepsGradient && i < parameters.Count; i++)
            parameters[i].KeepGradient(gradients[i]);
        if (optimizer.ClipNorm is not null && divided is not null)
            divided.Clip(optimizer, gradients);
        else if (optimizer.ClipNorm is double limit)
            Clip([.. gradients.SelectMany(parts => parts)], limit);
        for (int i = 0; i < parameters.Count; i++)
        {
            TorchParameter parameter = parameters[i];
            UpdateRule rule = parameter.Rule(step);
            for (int part = 0; part < parameter.Values.Length; part++)
            {
                ParameterUpdate.Apply(rule, parameter.Values[part], parameter.First![part], parameter.Second?[part],
                    gradients[i][part]);
                if (parameter.Average is not null)
                    ParameterUpdate.Blend(parameter.Average[part], parameter.Values[part], optimizer.AverageRest(step));
            }
        }

        Broadcast(replicas);
    }

    /// <summary>Copies the first replica's values to the others.</summary>
    public static void Broadcast(IReadOnlyList<IReadOnlyList<TorchParameter>> replicas)
    {
        foreach (IReadOnlyList<TorchParameter> copies in replicas.Skip(1))
        {
            for (int i = 0; i < copies.Count; i++)
            {
                for (int part = 0; part < copies[i].Values.Length; part++)
                    copies[i].Values[part].copy_(replicas[0][i].Values[part], nonBlocking: true);
            }
        }
    }

    /// <summary>torch.nn.utils.clip_grad_norm_ over several devices, without waiting for the norm.</summary>
    private static void Clip(IReadOnlyList<Tensor> gradients, double limit)
    {
        Device home = gradients[0].device;
        using Scalar epsilon = OptimizerDefinition.NormEpsilon, most = limit, one = 1.0;
        Tensor[] squares =
            [.. gradients.Select(gradient => gradient.square().sum(ScalarType.Float64).to(home, non_blocking: true))];
        Tensor factor = torch.stack(squares).sum().sqrt().add(epsilon).reciprocal().mul(most).clamp(max: one)
            .to(ScalarType.Float32);
        foreach (Tensor gradient in gradients)
            gradient.mul_(factor.to(gradient.device, non_blocking: true));
    }
}
