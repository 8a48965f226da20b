using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Remoting;
using AlexNetPS.Datasets;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Jobs;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>A sweep on several machines over PowerShell remoting.</content>
public sealed partial class InvokeAlexNetSweepCommand
{
    // What decides where and how a run is trained, and is not in its plan.
    private static readonly string[] _places =
        [nameof(Device), nameof(Precision), nameof(Convolution), nameof(Threads), nameof(Dvc)];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(HostName))]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Session))]
    [ValidateNotNullOrEmpty]
    public PSSession[] Session { get; set; } = [];

    private bool UsesMachines => HostName.Length + Session.Length > 0;

    private SweepResult TrainOnMachines(ImageNetDataset dataset, SweepPlan plan, ProgressDisplay display, ProgressBar all,
        bool inLog)
    {
        var arguments = new Hashtable();
        foreach (string name in _places.Where(IsBound))
            arguments[name] = MyInvocation.BoundParameters[name] is Enum value ? $"{value}" : MyInvocation.BoundParameters[name];
        var sweep = new RemoteSweep(plan, JobArray.StoreOf(dataset), RemoteSweep.ModuleOf(MyInvocation.MyCommand), arguments);
        RemoteHost[] hosts = [.. HostName.Select(name => new RemoteHost(name, null, sweep, display.Add(name, all))),
            .. Session.Select(session => new RemoteHost(session.ComputerName, session, sweep,
                display.Add(session.ComputerName, all)))];
        WriteVerbose($"Training on {dataset}. Machines: {string.Join(", ", hosts.Select(host => host.Name))}.");
        try
        {
            SweepResult result = Run(display, channel => Sweep.Run(dataset, plan, hosts,
                new Observer(channel, all, [], plan.Runs.Count, inLog), channel.Stopping));
            if (!result.IsComplete && !StopToken.IsCancellationRequested)
            {
                WriteError(Failure.Record("SweepHostsLost", ErrorCategory.ConnectionError,
                    $"No machine is left for {result.Rows.Count(row => row.Status == SweepRunStatus.Stopped):N0} runs of "
                    + "the sweep; the warnings say why.", result.Path, "The same command continues the sweep."));
            }

            return result;
        }
        finally
        {
            Array.ForEach(hosts, host => host.Dispose());
        }
    }
}
