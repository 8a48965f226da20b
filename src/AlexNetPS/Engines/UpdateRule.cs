namespace AlexNetPS.Engines;

/// <summary>Optimizer step of one tensor, with all step-dependent terms precomputed.</summary>
/// <param name="Type">The update rule; see <see cref="OptimizerType"/> for the formulas.</param>
/// <param name="Rate">Learning rate; Adam: divided by 1 - beta1^t.</param>
/// <param name="Decay">Weight decay that is added to the gradient.</param>
/// <param name="Momentum">SGD momentum or Adam's beta1.</param>
/// <param name="MeanRest">Adam: 1 - beta1, rounded once.</param>
/// <param name="Beta2">Adam's beta2.</param>
/// <param name="SquareRest">Adam: 1 - beta2, rounded once.</param>
/// <param name="RootCorrection">Adam: 1 / sqrt(1 - beta2^t).</param>
/// <param name="Epsilon">Adam's epsilon.</param>
/// <param name="Shrink">AdamW: factor of the weights before the step; 1 for the other rules.</param>
internal readonly record struct UpdateRule(
    OptimizerType Type, float Rate, float Decay, float Momentum, float MeanRest = 0, float Beta2 = 0,
        float SquareRest = 0, float RootCorrection = 0, float Epsilon = 0, float Shrink = 1)
{
    /// <summary>Precomputes the settings of a step.</summary>
    public static UpdateRule For(OptimizerDefinition optimizer, in TrainStep step, LayerRates rates, bool bias)
    {
        double rate = step.LearningRate * rates.Rate * (bias ? optimizer.BiasLearningRateFactor : 1);
        double decay = optimizer.WeightDecay * rates.Decay * (bias ? optimizer.BiasWeightDecayFactor : 1);
        if (optimizer.Type is OptimizerType.Sgd or OptimizerType.SgdPaper or OptimizerType.SgdNesterov)
            return new(optimizer.Type, (float)rate, (float)decay, (float)optimizer.Momentum);
        if (optimizer.Type is not (OptimizerType.Adam or OptimizerType.AdamW))
            throw OptimizerDefinition.Unknown(optimizer.Type);

        bool decoupled = optimizer.Type == OptimizerType.AdamW;
        double t = step.Number + 1.0;
        return new(
            optimizer.Type,
            (float)(rate / (1 - Math.Pow(optimizer.Beta1, t))),
            decoupled ? 0 : (float)decay,
            (float)optimizer.Beta1,
            (float)(1 - optimizer.Beta1),
            (float)optimizer.Beta2,
            (float)(1 - optimizer.Beta2),
            (float)(1 / Math.Sqrt(1 - Math.Pow(optimizer.Beta2, t))),
            (float)optimizer.Epsilon,
            decoupled ? (float)(1 - rate * decay) : 1);
    }
}
