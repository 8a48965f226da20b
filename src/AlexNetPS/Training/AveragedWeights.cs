using AlexNetPS.Engines;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training;

/// <summary>The exponential moving average (EMA) of the weights: what a run with one evaluates and saves as best.</summary>
internal static class AveragedWeights
{
    /// <summary>Runs an action on the averaged weights if the recipe keeps them, else on the weights.</summary>
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
