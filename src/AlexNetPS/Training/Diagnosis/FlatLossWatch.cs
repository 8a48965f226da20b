namespace AlexNetPS.Training.Diagnosis;

/// <summary>Detects a network with the same output for every image: its loss stays at ln(classes).</summary>
internal sealed class FlatLossWatch(int classes)
{
    private const int Window = 50;

    private double _sum;
    private int _steps, _flat;

    /// <summary>Adds the loss of a step. Returns true when it has stayed near ln(classes) for 300 steps.</summary>
    public bool Add(double loss)
    {
        _sum += loss;
        if (++_steps < Window)
            return false;
        _flat = Math.Abs(_sum / Window - Math.Log(classes)) < Symptoms.FlatMargin ? _flat + 1 : 0;
        (_sum, _steps) = (0, 0);
        return _flat * Window >= Symptoms.FlatSteps;
    }
}
