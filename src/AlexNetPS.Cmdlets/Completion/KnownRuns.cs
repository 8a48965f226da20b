using System.Collections;
using System.Management.Automation.Language;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Runs of a command that is being typed: those of its -Path, otherwise those in ./runs.</summary>
internal static class KnownRuns
{
    // Completion has to answer at once.
    private const int RunsRead = 200;

    public static IEnumerable<TrainingRun> Of(IDictionary bound, CommandAst command)
    {
        string given = CompletionValues.Get("Path", bound, command) as string ?? RunFinder.Home;
        if (CompletionValues.Path(given) is not string folder || !Directory.Exists(folder))
            return [];
        return (TrainingRun.IsRun(folder) ? [folder] : Directory.EnumerateDirectories(folder).Where(TrainingRun.IsRun))
            .Take(RunsRead)
            .Select(path => CompletionValues.Quietly(() => TrainingRun.Open(path)))
            .OfType<TrainingRun>();
    }
}
