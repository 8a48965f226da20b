using AlexNetPS.Formats.Csv;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Sweeps.Jobs;

/// <summary>The table of a sweep's runs: folder, seed and the values of the changed settings.</summary>
internal static class ParameterTable
{
    /// <summary>Name of the file in the folder of the sweep.</summary>
    public const string FileName = "parameters.csv";

    /// <summary>Writes a row for each run.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, SweepPlan plan) => FileReplacement.WriteText(path, text =>
    {
        string[] names = [.. plan.Settings[0].Values.Keys];
        using ITableWriter table = TableFormats.Csv.Create(text, [nameof(SweepRun.Folder), nameof(SweepRun.Setting),
            nameof(SweepRun.Seed), .. names]);
        foreach (PlannedRun run in plan.Runs)
        {
            table.Write([run.Folder, run.Setting.Number, run.Seed,
                .. names.Select(name => run.Setting.Values[name])]);
        }
    });
}
