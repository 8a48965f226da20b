using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Settings;

/// <summary>Rules of optimizer.layers that no layer follows.</summary>
internal static class LayerRules
{
    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        OptimizerDefinition optimizer = run.Recipe.Optimizer;
        Dictionary<string, LayerRates> rates = LayerRates.Of(run.Network, optimizer);
        foreach ((int i, LayerRule rule) in optimizer.Layers.Index())
        {
            bool rate = rule.LearningRateFactor is not null, decay = rule.WeightDecayFactor is not null;
            string[] ofRate = Following(other => other.LearningRateFactor is not null),
                ofDecay = Following(other => other.WeightDecayFactor is not null);
            bool usesRate = rate && ofRate.Length > 0,
                usesDecay = decay && optimizer.WeightDecay > 0 && ofDecay.Any(layer => rates[layer].Learns);
            if (!usesRate && !usesDecay)
            {
                string parameter = rule.LearningRateFactor == 0 ? "Freeze" : "LearningRateFactor";
                yield return new()
                {
                    Field = $"optimizer.layers[{i}] ('{rule.Layers}')",
                    Parameter = $"{parameter} {rule.Layers}",
                    Reason = !rate && !decay ? "it has no factor"
                        : (rate && ofRate.Length == 0) || (decay && ofDecay.Length == 0)
                            ? "later rules replace it for every layer that it matches"
                            : NoDecay(),
                    Advice = "Remove it, or put it behind them: the last rule that matches a layer counts",
                    Without = recipe => With(recipe, rule, null),
                };
            }
            else if (decay && !usesDecay)
            {
                yield return new()
                {
                    Field = $"optimizer.layers[{i}].weightDecayFactor",
                    Value = $"{UnusedSetting.Number(rule.WeightDecayFactor!.Value)} ('{rule.Layers}')",
                    ReplacedBy = nameof(OptimizerDefinition.WeightDecay),
                    Reason = ofDecay.Length == 0 ? "later rules replace it for every layer that it matches" : NoDecay(),
                    Advice = "Remove it",
                    Without = recipe => With(recipe, rule, rule with { WeightDecayFactor = null }),
                };
            }
            else if (rate && !usesRate)
            {
                yield return new()
                {
                    Field = $"optimizer.layers[{i}].learningRateFactor",
                    Value = $"{UnusedSetting.Number(rule.LearningRateFactor!.Value)} ('{rule.Layers}')",
                    Reason = "later rules replace it for every layer that it matches",
                    Advice = "Remove it, or put it behind them",
                    Without = recipe => With(recipe, rule, rule with { LearningRateFactor = null }),
                };
            }

            // The layers whose factor is that of this rule.
            string[] Following(Func<LayerRule, bool> sets) => [.. rates.Keys.Where(layer => ReferenceEquals(rule,
                optimizer.Layers.LastOrDefault(other =>
                    sets(other) && LayerPattern.Matches(other.Layers, run.Network, layer))))];
        }

        string NoDecay() => optimizer.WeightDecay == 0
            ? "weightDecay is 0"
            : "the layers are frozen, and their weights do not decay";
    }

    private static Recipe With(Recipe recipe, LayerRule rule, LayerRule? changed) => recipe with
    {
        Optimizer = recipe.Optimizer with
        {
            Layers = recipe.Optimizer.Layers.Select(other => ReferenceEquals(other, rule) ? changed : other)
                .OfType<LayerRule>().ToArray(),
        },
    };
}
