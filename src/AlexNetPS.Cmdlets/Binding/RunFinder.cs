using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Finds runs: run folders, and runs directly in a folder. A folder without a run is an error.</summary>
internal sealed class RunFinder(AlexNetCmdlet cmdlet)
{
    /// <summary>Default folder of runs.</summary>
    public const string Home = "runs";

    /// <summary>
    /// Returns the runs of the given paths; those of ./runs if no path is given. The runs of a folder are in the order
    /// in which they were started.
    /// </summary>
    public IEnumerable<TrainingRun> Find(string[]? given, bool literal)
    {
        var paths = new PathResolver(cmdlet);
        if (given is null)
        {
            string home = paths.Full(Home);
            return Directory.Exists(home) ? Below(home, required: false) : [];
        }

        return paths.Existing(given, literal)
            .SelectMany(folder => TrainingRun.IsRun(folder) ? Open(folder) : Below(folder, required: true));
    }

    private IEnumerable<TrainingRun> Below(string folder, bool required)
    {
        cmdlet.WriteVerbose($"Searching for runs in '{folder}'.");
        string[] found = Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Where(TrainingRun.IsRun).Order(StringComparer.Ordinal)]
            : [];
        if (found.Length == 0 && required)
        {
            cmdlet.WriteError(Failure.Record("RunNotFound", ErrorCategory.ObjectNotFound,
                $"There is no training run in '{folder}'.", folder,
                $"A run is a folder with a file {TrainingRun.FileName}, created by Invoke-AlexNetTraining."));
        }

        return found.SelectMany(Open).OrderBy(run => run.Started);
    }

    private TrainingRun[] Open(string folder)
    {
        try
        {
            return [TrainingRun.Open(folder)];
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            cmdlet.WriteError(Failure.From(e, folder));
            return [];
        }
    }
}
