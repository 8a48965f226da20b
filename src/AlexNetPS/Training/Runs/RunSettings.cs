using System.Text.Json.Nodes;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Settings;

namespace AlexNetPS.Training.Runs;

/// <summary>Settings of runs, as paths into the recipe ("optimizer.learningRate") and their values.</summary>
internal static class RunSettings
{
    /// <summary>Name of the setting that differs between the folds of a set.</summary>
    public const string FoldNumber = "fold";

    private const string TypeMember = ".type";

    /// <summary>Returns the settings that have an effect in a run, in the recipe's order.</summary>
    public static OrderedDictionary<string, JsonNode?> Of(TrainingRun run)
    {
        RunManifest manifest = run.Manifest;
        if (manifest.FoldValues is { Count: > 0 } filled)
            manifest = manifest with { Recipe = RecipeValues.Without(manifest.Recipe, filled) };
        var facts = RunFacts.Of(manifest);
        OrderedDictionary<string, JsonNode?> settings = Of(UnusedSettings.Effective(facts));
        settings["seed"] = run.Seed;
        settings["dataset"] = run.Dataset;
        if (run.Fold is { } fold)
        {
            settings[FoldNumber] = fold.Number;
            settings["folds"] = fold.Count;
            settings["foldSeed"] = fold.Seed;
            settings["foldGroupColumn"] = fold.GroupColumn;
            settings["foldGroupPattern"] = fold.GroupPattern;
        }

        settings["device"] = run.Device;
        settings["convolution"] = $"{manifest.Session.Convolution}";
        settings["initialModel"] = run.InitialModel;
        settings["limitBatches"] = facts.EffectiveLimit;
        return settings;
    }

    /// <summary>Returns the settings of a recipe, in its order.</summary>
    public static OrderedDictionary<string, JsonNode?> Of(Recipe recipe)
    {
        // The description of a recipe is not a setting, and neither are its checkpoints and curves.
        var json = (JsonObject)JsonNode.Parse((recipe with
        {
            Description = null,
            Source = null,
            Checkpoints = new(),
            Curves = new(),
        }).ToJson())!;
        json.Remove("checkpoints");
        json.Remove("curves");
        OrderedDictionary<string, JsonNode?> settings = [];
        foreach ((string name, JsonNode? value) in json)
            Add(name == "name" ? "recipe" : name, value, settings);
        return settings;
    }

    /// <summary>Returns for each run the settings in which the runs differ, by short names.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, object?>> Differing(IReadOnlyList<OrderedDictionary<string,
        JsonNode?>> runs)
    {
        string[] paths = [.. runs.SelectMany(run => run.Keys).Distinct().Where(path =>
            runs.Any(run => !JsonNode.DeepEquals(run.GetValueOrDefault(path), runs[0].GetValueOrDefault(path))))];
        string[] names = [.. paths.Select(Short)];
        for (int i = 0; i < paths.Length; i++)
        {
            if (names.Count(name => name == Short(paths[i])) > 1)
                names[i] = Pascal(paths[i]);
        }

        OrderedDictionary<string, object?>[] differing =
            [.. runs.Select(_ => new OrderedDictionary<string, object?>())];
        foreach ((string path, string name) in paths.Zip(names))
        {
            object?[] values = SettingValues.Of([.. runs.Select(run => run.GetValueOrDefault(path))]);
            for (int run = 0; run < runs.Count; run++)
                differing[run][name] = values[run];
        }

        return differing;
    }

    private static void Add(string path, JsonNode? value, OrderedDictionary<string, JsonNode?> settings)
    {
        // A network definition is one setting, and so are weights by class name.
        if (value is JsonObject members && path is not ("architecture" or "classWeights"))
        {
            foreach ((string name, JsonNode? member) in members)
                Add($"{path}.{name}", member, settings);
        }
        else
        {
            settings[path] = value;
        }
    }

    // "optimizer.learningRate" becomes LearningRate, "schedule.type" becomes Schedule.
    private static string Short(string path) => Pascal(path.EndsWith(TypeMember, StringComparison.Ordinal)
        ? path[..^TypeMember.Length]
        : path[(path.LastIndexOf('.') + 1)..]);

    private static string Pascal(string path) =>
        string.Concat(path.Split('.').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
