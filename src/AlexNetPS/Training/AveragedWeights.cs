using AlexNetPS.Engines;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training;

/// <summary>Exponential moving average (EMA) of the weights, which a run evaluates and saves as best.</summary>
internal static class AveragedWeights
{
    /// <summary>Runs an action on the averaged weights if the recipe keeps them, otherwise on the weights.</summary>
    public static void Use(INetwork network, Recipe recipe, Action action)
    {
        bool averages = recipe.Optimizer.AverageDecay is not null;
        if (averages)
            network.Averaged = true;
        try
        {
            action();
        }
        finally
        {
            if (averages)
                network.Averaged = false;
        }
    }
}
