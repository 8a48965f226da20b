using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>
/// The runs that paths stand for: folders of runs, and the runs directly below a folder. What is none is an error of
/// its own.
/// </summary>
internal sealed class RunFinder(PSCmdlet cmdlet)
{
    /// <summary>Marks the folder of a run.</summary>
    public const string RunFile = "run.json";

    /// <summary>Where runs are while nobody says where.</summary>
    public const string Home = "runs";

    /// <summary>Runs of the given paths, in the order they were made; those of ./runs where there is none.</summary>
    public IEnumerable<TrainingRun> Find(string[]? given, bool literal)
    {
        var paths = new PathResolver(cmdlet);
        if (given is null)
        {
            string home = paths.Full(Home);
            return Directory.Exists(home) ? Below(home, required: false) : [];
        }

        return paths.Existing(given, literal)
            .SelectMany(folder => IsRun(folder) ? Open(folder) : Below(folder, required: true));
    }

    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunFile));

    private IEnumerable<TrainingRun> Below(string folder, bool required)
    {
        cmdlet.WriteVerbose($"Looking for runs in '{folder}'.");
        // Names begin with the time, so this is the order they were made in.
        string[] found = Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Where(IsRun).Order(StringComparer.Ordinal)]
            : [];
        if (found.Length == 0 && required)
        {
            cmdlet.WriteError(Failure.Record("RunNotFound", ErrorCategory.ObjectNotFound,
                $"There is no training run in '{folder}'.", folder,
                $"A run is a folder with a file {RunFile}, made by Invoke-AlexNetTraining."));
        }

        return found.SelectMany(Open);
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
