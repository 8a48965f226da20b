using System.Globalization;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Sweeps;

/// <summary>The runs of a sweep, with their recipes, before any is trained.</summary>
public sealed class SweepPlan
{
    private SweepPlan(SweepOptions options, IReadOnlyList<PlannedSetting> settings, IReadOnlyList<int> rungs)
    {
        Options = options;
        Settings = settings.ToReadable();
        Rungs = rungs.ToReadable();
        string seed = options.Seeds.Max().ToString(CultureInfo.InvariantCulture);
        string number = settings.Count.ToString(CultureInfo.InvariantCulture);
        Runs = settings.SelectMany(setting => options.Seeds.Select(one => new PlannedRun(setting, one,
            $"{setting.Number.ToString(CultureInfo.InvariantCulture).PadLeft(Math.Max(2, number.Length), '0')}-seed"
            + one.ToString(CultureInfo.InvariantCulture).PadLeft(seed.Length, '0')))).ToReadable();
    }

    /// <summary>The plan's options.</summary>
    public SweepOptions Options { get; }

    /// <summary>The combinations of settings, in order.</summary>
    public IReadOnlyList<PlannedSetting> Settings { get; }

    /// <summary>The runs: for each combination, one for each seed.</summary>
    public IReadOnlyList<PlannedRun> Runs { get; }

    /// <summary>
    /// Numbers of epochs after which settings are compared and pruned; without halving only the last.
    /// </summary>
    public IReadOnlyList<int> Rungs { get; }

    /// <summary>Number of epochs of all runs together, if none fails.</summary>
    public long Epochs
    {
        get
        {
            if (Options.Halving is not SuccessiveHalving halving)
                return Runs.Sum(run => (long)run.Setting.Recipe.Epochs);
            long epochs = 0;
            for (int rung = 0, settings = Settings.Count; rung < Rungs.Count; rung++, settings = halving.Kept(settings))
                epochs += (long)settings * Options.Seeds.Count * (Rungs[rung] - (rung == 0 ? 0 : Rungs[rung - 1]));
            return epochs;
        }
    }

    /// <summary>Returns the plan: draws the settings and changes the recipe.</summary>
    /// <param name="options">Settings, seeds and halving.</param>
    /// <param name="warn">Called with a message about rules for layers that a changed network does not have.</param>
    /// <exception cref="RecipeException">There is no such setting, or a value is not valid; the message names the
    /// setting.</exception>
    /// <exception cref="TrainingException">There is no seed, one occurs twice, or halving has nothing to
    /// prune.</exception>
    public static SweepPlan Of(SweepOptions options, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        IReadOnlyList<JsonObject> changes = SettingDraw.Of(options);
        Recipe[] recipes = [.. changes.Select(change => options.Recipe.WithChanges(change, warn))];
        int epochs = recipes.Max(recipe => recipe.Epochs);
        if (options.Halving is not null && recipes.Any(recipe => recipe.Epochs != epochs))
        {
            throw new TrainingException("epochs: successive halving compares runs of the same length; sweep over the "
                + "epochs without it.");
        }

        string[] texts = [.. changes.Select(Text)];
        PlannedSetting[] settings = [.. changes.Select((change, i) =>
            new PlannedSetting(i + 1, change, Values(changes, i), texts[i], recipes[i]))];
        return new(options, settings, options.Halving?.Rungs(epochs) ?? [epochs]);
    }

    /// <summary>Returns the plan as text: the number of runs, the rungs, and the settings.</summary>
    public string Describe()
    {
        int epochs = Rungs[^1], seeds = Options.Seeds.Count;
        string text = string.Create(CultureInfo.InvariantCulture, $"Train {Runs.Count} runs of {Options.Recipe.Name} "
            + $"({Settings.Count} settings, {seeds} {(seeds == 1 ? "seed" : "seeds")} each: "
            + $"{NameText.List([.. Options.Seeds.Select(seed => $"{seed}")])}; {epochs} epochs, {Epochs} together) in "
            + $"'{Options.Path}'.");
        if (Options.Halving is { } halving)
        {
            int[] going = [Settings.Count];
            for (int i = 0; i < Rungs.Count - 1; i++)
                going = [.. going, halving.Kept(going[^1])];
            text += " Successive halving: " + string.Join(", ", Rungs.Select((rung, i) => string.Create(
                CultureInfo.InvariantCulture,
                $"{going[i]} {(going[i] == 1 ? "setting" : "settings")} to epoch {rung}"))) + ".";
        }

        return text + string.Concat(Settings.Select(setting =>
            string.Create(CultureInfo.InvariantCulture, $"\n  {setting.Number:00}: {setting.Text}")));
    }

    private static void Check(SweepOptions options)
    {
        if (options.Seeds.Count == 0)
            throw new TrainingException("The sweep has no seed; it needs at least one (-Seed).");
        if (options.Seeds.Distinct().Count() < options.Seeds.Count)
            throw new TrainingException("A seed of the sweep occurs twice (-Seed); the two runs would be the same.");
        if (options.ThrottleLimit < 1)
            throw new TrainingException($"The throttle limit is {options.ThrottleLimit}; it must be at least 1.");
        if (options.LimitBatches < 1)
            throw new TrainingException($"LimitBatches is {options.LimitBatches}; it must be at least 1.");
    }

    private static SweepValues Values(IReadOnlyList<JsonObject> changes, int setting)
    {
        SweepValues values = [];
        foreach (string name in changes[setting].Select(change => change.Key))
            values[name] = SettingValues.Of([.. changes.Select(change => change[name])])[setting];
        return values;
    }

    // "learningRate 0.0001, batchSize 16"
    private static string Text(JsonObject change) => change.Count == 0
        ? "as the recipe"
        : string.Join(", ", change.Select(one => string.Create(CultureInfo.InvariantCulture,
            $"{ShortName(one.Key, change)} {SettingValues.Of([one.Value])[0] ?? "none"}")));

    private static string ShortName(string name, JsonObject change)
    {
        string last = Last(name);
        return change.Count(other => Last(other.Key) == last) > 1 ? name : last;
    }

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
