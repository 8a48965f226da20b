using AlexNetPS.Engines;

namespace AlexNetPS.TorchSharp.Updates;

/// <summary>Optimizer step of one tensor, in place; <see cref="OptimizerType"/> has the formulas.</summary>
internal static class ParameterUpdate
{
    /// <param name="rule">The update rule.</param>
    /// <param name="weight">Updated.</param>
    /// <param name="first">Velocity or first moment; updated.</param>
    /// <param name="second">Second moment; updated.</param>
    /// <param name="gradient">May be overwritten.</param>
    public static void Apply(in UpdateRule rule, Tensor weight, Tensor first, Tensor? second, Tensor gradient)
    {
        if (rule.Decay != 0)
            AddScaled(gradient, weight, rule.Decay);
        switch (rule.Type)
        {
            case OptimizerType.SgdPaper:
                Scale(first, rule.Momentum);
                AddScaled(first, gradient, -rule.Rate);
                weight.add_(first);
                break;
            case OptimizerType.Sgd:
                Scale(first, rule.Momentum);
                first.add_(gradient);
                AddScaled(weight, first, -rule.Rate);
                break;
            case OptimizerType.SgdNesterov:
                Scale(first, rule.Momentum);
                first.add_(gradient);
                AddScaled(gradient, first, rule.Momentum);
                AddScaled(weight, gradient, -rule.Rate);
                break;
            case OptimizerType.Adam or OptimizerType.AdamW:
                Adam(rule, weight, first, second!, gradient);
                break;
            default:
                throw OptimizerDefinition.Unknown(rule.Type);
        }
    }

    /// <summary>Updates a moving average: average = (1 - rest) * average + rest * values.</summary>
    public static void Blend(Tensor average, Tensor values, float rest)
    {
        Scale(average, 1 - rest);
        AddScaled(average, values, rest);
    }

    private static void Adam(in UpdateRule rule, Tensor weight, Tensor mean, Tensor square, Tensor gradient)
    {
        Scale(mean, rule.Momentum);
        AddScaled(mean, gradient, rule.MeanRest);
        Scale(square, rule.Beta2);
        using Scalar rest = rule.SquareRest, correction = rule.RootCorrection, epsilon = rule.Epsilon, rate =
            -rule.Rate;
        square.addcmul_(gradient, gradient, rest);
        using Tensor root = square.sqrt();
        root.mul_(correction).add_(epsilon);
        if (rule.Shrink != 1)
            Scale(weight, rule.Shrink);
        weight.addcdiv_(mean, root, rate);
    }

    private static void Scale(Tensor tensor, float factor)
    {
        using Scalar scalar = factor;
        tensor.mul_(scalar);
    }

    private static void AddScaled(Tensor tensor, Tensor other, float factor)
    {
        using Scalar scalar = factor;
        tensor.add_(other, scalar);
    }
}
