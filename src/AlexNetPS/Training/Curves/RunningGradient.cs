using AlexNetPS.Engines;
using AlexNetPS.Networks;

namespace AlexNetPS.Training;

/// <summary>
/// The running mean of a parameter's gradients, from what the optimizer remembers: the gradients of the last steps count most, as
/// momentum or beta1 says. They are those that the optimizer used, after clipping and, but for AdamW, with the weight decay.
/// </summary>
internal sealed class RunningGradient(INetwork network, OptimizerDefinition optimizer)
{
    private readonly Dictionary<string, LayerRates> _rates = LayerRates.Of(network.Definition, optimizer);
    private readonly HashSet<string> _states = [.. network.OptimizerState.Select(tensor => tensor.Name)];

    /// <summary>Reads it; false where the parameter does not learn.</summary>
    /// <param name="parameter">A weight or bias.</param>
    /// <param name="updates">Updates done.</param>
    /// <param name="learningRate">Of the last one.</param>
    /// <param name="values">As many as the parameter has.</param>
    public bool Read(TensorDescription parameter, long updates, double learningRate, Span<float> values)
    {
        string state = parameter.Name + optimizer.FirstStateSuffix;
        if (updates == 0 || !_states.Contains(state)) return false;
        float scale = (float)(1 / Weight(parameter.Name, updates, learningRate));
        if (!float.IsFinite(scale)) return false;
        network.Read(state, values);
        foreach (ref float value in values) value *= scale;
        return true;
    }

    /// <summary>What the gradients' factors in the optimizer's sum come to.</summary>
    private double Weight(string parameter, long updates, double learningRate)
    {
        int dot = parameter.LastIndexOf('.');
        UpdateRule rule = UpdateRule.For(optimizer, new TrainStep(learningRate, 0, updates - 1), _rates[parameter[..dot]], bias: parameter[dot..] == ".bias");
        double part = 1 - Math.Pow(rule.Momentum, updates);
        return optimizer.Type switch
        {
            OptimizerType.Adam or OptimizerType.AdamW => part,
            // Its velocity is a sum of steps: right up to changes of the rate in the last few of them.
            OptimizerType.SgdPaper => -rule.Rate * part / (1 - rule.Momentum),
            _ => part / (1 - rule.Momentum),
        };
    }
}
