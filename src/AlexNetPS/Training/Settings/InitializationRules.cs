using AlexNetPS.Networks.Initialization;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Settings;

/// <summary>Rules of initialization that no layer follows.</summary>
internal static class InitializationRules
{
    public static IEnumerable<UnusedSetting> Unused(RunFacts run)
    {
        IReadOnlyList<InitializationRule> rules = run.Recipe.Initialization;
        string[] layers =
            [.. run.Network.ResolvedLayers.Where(layer => layer.HasParameters).Select(layer => layer.Name)];
        foreach ((int i, InitializationRule rule) in rules.Index())
        {
            bool weight = rule.Weight is not null && IsFollowed(other => other.Weight is not null),
                bias = rule.Bias is not null && IsFollowed(other => other.Bias is not null);
            bool all = !weight && !bias, none = rule.Weight is null && rule.Bias is null;
            if (!all && weight == rule.Weight is not null && bias == rule.Bias is not null)
                continue;
            InitializationRule? changed = all ? null : rule with
            {
                Weight = weight ? rule.Weight : null,
                Bias = bias ? rule.Bias : null,
            };
            yield return new()
            {
                Field = $"initialization[{i}]{(all ? "" : weight ? ".bias" : ".weight")}",
                Value = $"('{rule.Layers}')",
                Reason = none
                    ? "it has neither weight nor bias"
                    : "later rules replace it for every layer that it matches",
                Advice = "Remove it, or put it behind them: the last rule that matches a layer counts",
                Without = recipe => recipe with
                {
                    Initialization = recipe.Initialization
                        .Select(other => ReferenceEquals(other, rule) ? changed : other)
                        .OfType<InitializationRule>().ToArray(),
                },
            };

            bool IsFollowed(Func<InitializationRule, bool> sets) => layers.Any(layer => ReferenceEquals(rule,
                rules.LastOrDefault(other => sets(other) && other.Matches(run.Network, layer))));
        }
    }
}
