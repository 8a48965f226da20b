namespace AlexNetPS.Training;

/// <summary>Notices a network that answers every picture alike: its loss stays at ln(classes).</summary>
internal sealed class FlatLossWatch(int classes)
{
    private const int Window = 50, Windows = 6;
    private const double Margin = 0.05;

    private double _sum;
    private int _steps, _flat;
    private bool _warned;

    /// <summary>Takes the loss of a step; true once, when it has stayed within 0.05 of ln(classes) for 300 steps.</summary>
    public bool Add(double loss)
    {
        _sum += loss;
        if (++_steps < Window) return false;
        _flat = Math.Abs(_sum / Window - Math.Log(classes)) < Margin ? _flat + 1 : 0;
        (_sum, _steps) = (0, 0);
        if (_warned || _flat < Windows) return false;
        return _warned = true;
    }

    /// <summary>What to tell the user.</summary>
    public static string Message(Recipe recipe, int classes)
    {
        bool largeBiases = recipe.Initialization.Any(rule => rule.Bias is Networks.Initialization.ConstantInitializer { Value: > 0.5 });
        string advice = largeBiases
            ? "initialization: lower the biases of 1 to 0.1 (as Caffe does), or use KaimingNormal weights"
            : "optimizer.learningRate: try a third of it and three times as much (-LearningRate); or initialization: KaimingNormal weights";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"The loss has stayed at ln({classes}) = {Math.Log(classes):0.000} for 300 steps: the network does not learn. Setting to change in recipe '{recipe.Name}': {advice}.");
    }
}
