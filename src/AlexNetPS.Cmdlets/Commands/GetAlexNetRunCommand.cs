using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Get, "AlexNetRun", DefaultParameterSetName = ByPath)]
[OutputType(typeof(TrainingRun), typeof(EpochResult))]
public sealed partial class GetAlexNetRunCommand : RunCommand
{
    private const string Page = "Get-AlexNetRun";

    /// <summary>How long a folder without a run is watched: a run just started in a job does not exist yet.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    private readonly List<TrainingRun> _found = [];
    private string? _awaited;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Last))]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Watch))]
    public SwitchParameter Watch { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Watch && GivenPaths is [string one] && Absent(one) is string absent)
        {
            _awaited = absent;
            return;
        }

        ReadPatterns();
        _found.AddRange(Runs().Where(IsSelected));
    }

    /// <inheritdoc/>
    protected override void End()
    {
        IEnumerable<TrainingRun> inOrder = _found.OrderBy(run => run.Started);
        if (!Watch)
        {
            WriteObject(Last > 0 ? inOrder.TakeLast(Last) : inOrder, enumerateCollection: true);
        }
        else if (_awaited is string path)
        {
            Await(path);
        }
        else if (inOrder.LastOrDefault() is TrainingRun run)
        {
            Follow(run.Path);
        }
    }

    private string? Absent(string path)
    {
        if (!IsLiteral && WildcardPattern.ContainsWildcardCharacters(path))
            return null;
        string full = new PathResolver(this).Full(path);
        // A run may be about to start in an empty folder.
        return Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any() ? null : full;
    }

    private void Await(string path)
    {
        WriteVerbose($"There is no run in '{path}' yet; waiting up to {Patience.TotalSeconds:N0} seconds.");
        if (Read(channel => RunWatch.WaitFor(path, Patience, channel.Stopping)))
        {
            Follow(path);
            return;
        }

        ThrowTerminatingError(Failure.Record("RunNotFound", ErrorCategory.ObjectNotFound,
            $"No run has started in '{path}' within {Patience.TotalSeconds:N0} seconds.", path,
            "Use the folder that -RunPath of Invoke-AlexNetTraining names."));
    }

    private void Follow(string path)
    {
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Watching {path}");
        TrainingRun? last = null;
        Read(display, channel =>
        {
            foreach (EpochResult epoch in RunWatch.Epochs(path, Look, channel.Stopping))
                channel.Write(epoch);
            return true;
        });
        WriteVerbose($"{last}{(last!.StopReason is string reason ? $" ({reason})" : "")}");

        void Look(TrainingRun run)
        {
            last = run;
            int done = run.Epochs.Count, all = run.Recipe.Epochs;
            bar.Report($"Epoch {Math.Min(done + 1, all):N0} of {all:N0}", (double)done / all,
                done == 0 ? null : (all - done) * (run.Elapsed / done));
        }
    }
}
