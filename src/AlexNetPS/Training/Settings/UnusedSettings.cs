using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Settings;

/// <summary>
/// The settings of a run that change nothing in it. Training warns of them; a comparison of runs ignores them.
/// </summary>
internal static class UnusedSettings
{
    private static readonly Func<RunFacts, IEnumerable<UnusedSetting>>[] _rules =
    [
        OptimizerFields.Unused, LayerRules.Unused, InitializationRules.Unused, ScheduleFields.Unused,
        StoppingFields.Unused, CheckpointFields.Unused, TargetFields.Unused, TransformLists.Unused, BatchLimit.Unused,
    ];

    /// <summary>Returns each setting without effect once.</summary>
    public static IEnumerable<UnusedSetting> Of(RunFacts run) => _rules.SelectMany(rule => rule(run));

    /// <summary>Returns the recipe of a run without them.</summary>
    public static Recipe Effective(RunFacts run) =>
        Of(run).Aggregate(run.Recipe, (recipe, setting) => setting.Without(recipe));

    /// <summary>Returns the warnings of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="given">Names of the parameters that the caller gave.</param>
    /// <param name="onlyGiven">Whether other settings are not mentioned: they are those of a run that was started
    /// before.</param>
    public static IEnumerable<string> Warnings(RunFacts run, IReadOnlyCollection<string> given,
        bool onlyGiven = false) => Of(run).Where(setting => setting.IsGiven(given)
                || (!onlyGiven && !(setting.ReplacedBy is string other && given.Contains(other))))
            // A dry run is meant to be shorter than its settings.
            .Where(setting => !(setting.IsOfLength && run.EffectiveLimit is not null))
            .Select(setting => setting.Warning(run.Recipe.Name, given));
}
