using AlexNetPS.Engines;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Settings;

/// <summary>Fields of the optimizer without effect.</summary>
internal static class OptimizerFields
{
    // Some fields are of one kind of optimizer only; as in the optimizer's own default, a field that is not set is not
    // mentioned.
    private static readonly Kind[] _kinds =
    [
        new("momentum", "Momentum", false, o => o.Momentum, o => o with { Momentum = 0 }),
        new("beta1", null, true, o => o.Beta1, o => o with { Beta1 = 0.9 }),
        new("beta2", null, true, o => o.Beta2, o => o with { Beta2 = 0.999 }),
        new("epsilon", null, true, o => o.Epsilon, o => o with { Epsilon = 1e-8 }),
    ];

    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        OptimizerDefinition optimizer = run.Recipe.Optimizer;
        foreach (Kind kind in _kinds.Where(kind => kind.OfAdam != optimizer.IsAdam
            && kind.Value(optimizer) != kind.Value(kind.Without(optimizer))))
        {
            yield return Setting(kind.Field, kind.Value(optimizer), kind.Without) with
            {
                Parameter = kind.Parameter,
                ReplacedBy = nameof(Recipe.Optimizer),
                Reason = $"{optimizer.Type} has no {kind.Field}",
                Advice = kind.OfAdam
                    ? "Adam and AdamW have one: choose one of them (-Optimizer), or remove it"
                    : "SgdPaper, Sgd and SgdNesterov have one: choose one of them (-Optimizer), or omit it",
            };
        }

        if (optimizer.WeightDecay == 0 && optimizer.BiasWeightDecayFactor != 1)
        {
            yield return Setting("biasWeightDecayFactor", optimizer.BiasWeightDecayFactor,
                o => o with { BiasWeightDecayFactor = 1 }) with
            {
                ReplacedBy = nameof(OptimizerDefinition.WeightDecay),
                Reason = "weightDecay is 0",
                Advice = "Set weightDecay (-WeightDecay), or remove it",
            };
        }

        int batches = run.Batches;
        if (optimizer.Accumulation > batches)
        {
            yield return Setting("accumulation", optimizer.Accumulation, o => o with { Accumulation = batches }) with
            {
                Parameter = "Accumulate",
                IsOfLength = true,
                Claim = $"has the effect of {batches}",
                Reason = $"an epoch has {RunFacts.Count(batches, "batch", "es")}, and a step ends with it",
                Advice = "Use a smaller batch (-BatchSize), or less accumulation",
            };
        }

        // The average begins with the first steps: its decay grows with them.
        double reached = run.TotalSteps / (9.0 + run.TotalSteps);
        if (optimizer.AverageDecay > reached)
        {
            yield return Setting("averageDecay", optimizer.AverageDecay.Value,
                o => o with { AverageDecay = reached }) with
            {
                Parameter = "AverageDecay",
                IsOfLength = true,
                Claim = $"has the effect of {UnusedSetting.Number(reached)}",
                Reason = FormattableString.Invariant(
                    $"the decay grows from step to step, no further than this in {run.TotalSteps:N0} steps"),
                Advice = "Train longer (-Epochs), or use a smaller decay",
            };
        }
    }

    private static UnusedSetting Setting(string field, double value,
        Func<OptimizerDefinition, OptimizerDefinition> without) => new()
        {
            Field = $"optimizer.{field}",
            Value = UnusedSetting.Number(value),
            Reason = "",
            Advice = "",
            Without = recipe => recipe with { Optimizer = without(recipe.Optimizer) },
        };

    private sealed record Kind(string Field, string? Parameter, bool OfAdam, Func<OptimizerDefinition, double> Value,
        Func<OptimizerDefinition, OptimizerDefinition> Without);
}
