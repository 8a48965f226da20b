using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Training;
using AlexNetPS.Training.Sweeps;
using AlexNetPS.Training.Sweeps.Hosts;

namespace AlexNetPS.Cmdlets.Remoting;

/// <summary>
/// A machine behind a session of PowerShell remoting: a session of the caller's, or one over SSH that is opened for the
/// sweep. It runs Invoke-AlexNetSweep -Row there.
/// </summary>
internal sealed class RemoteHost : ISweepHost, IDisposable
{
    private const string Connect = "param($name) New-PSSession -HostName $name -ErrorAction Stop";

    // A module that is imported already; the one at the same path, as in a shared folder; the installed one.
    private const string Prepare = """
        param($path, $store, $probe, $text)
        $module = Get-Module AlexNetPS
        if (-not $module) {
            $source = if (Test-Path -LiteralPath $path) { $path } else { 'AlexNetPS' }
            $module = Import-Module $source -PassThru -ErrorAction Stop
        }
        @{
            Version = (Get-Item "$($module.ModuleBase)/AlexNetPS.dll").VersionInfo.ProductVersion
            Store = Test-Path -LiteralPath $store
            Shared = (Test-Path -LiteralPath $probe) -and (Get-Content -LiteralPath $probe -Raw) -eq $text
            Temporary = [IO.Path]::GetTempPath()
        }
        """;

    private const string Train = "param($arguments) Invoke-AlexNetSweep @arguments";

    private readonly RemoteSweep _sweep;
    private readonly ProgressBar _bar;
    private readonly PSSession? _given;
    private readonly Lazy<Runspace> _local = new(Open);
    private PSSession? _session;
    private RemoteFolder? _folder;

    /// <param name="name">Name of the machine; without a session, as New-PSSession -HostName takes it.</param>
    /// <param name="session">The session; null opens one over SSH.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="bar">Shows the run.</param>
    public RemoteHost(string name, PSSession? session, RemoteSweep sweep, ProgressBar bar) =>
        (Name, _given, _sweep, _bar) = (name, session, sweep, bar);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    void ISweepHost.Train(PlannedRun run, int epochs, ISweepHostObserver observer, CancellationToken cancellation)
    {
        try
        {
            RemoteFolder folder = _folder ??= Begin(cancellation);
            folder.Put(run, cancellation);
            SweepRunStatus status;
            string? reason;
            try
            {
                (status, reason) = Run(folder, run, epochs, observer, cancellation);
            }
            catch (OperationCanceledException)
            {
                folder.Take(run);
                throw;
            }

            if (status == SweepRunStatus.Failed)
            {
                TakeFailed(folder, run);
                throw new TrainingException(reason ?? "It failed for an unknown reason.");
            }

            folder.Take(run);
        }
        catch (Exception e) when (e is RuntimeException or InvalidOperationException or InvalidRunspaceStateException)
        {
            bool hasEnded = _session is not null && _session.Runspace.RunspaceStateInfo.State != RunspaceState.Opened;
            throw new SweepHostException($"{(hasEnded ? "the connection has ended. " : "")}{Reason(e)}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _folder?.Dispose();
        // Closes the session, if it was opened here.
        if (_local.IsValueCreated)
            _local.Value.Dispose();
    }

    private RemoteFolder Begin(CancellationToken cancellation)
    {
        if (_session is null)
        {
            _bar.Report("connecting", 0, null);
            _session = _given ?? (PSSession?)RemoteShell.Run(_local.Value, Connect, new Hashtable { ["name"] = Name },
                cancellation).SingleOrDefault()?.BaseObject
                ?? throw new SweepHostException("no session was opened over SSH; the name may not be valid.");
        }

        string text = $"{Guid.NewGuid():N}", probe = Path.Combine(_sweep.Path, $".probe-{text}");
        File.WriteAllText(probe, text);
        Hashtable found;
        try
        {
            found = (Hashtable)RemoteShell.Run(_session.Runspace, Prepare, new Hashtable
            {
                ["path"] = _sweep.Module,
                ["store"] = _sweep.Store,
                ["probe"] = probe,
                ["text"] = text,
            }, cancellation).Single().BaseObject;
        }
        catch (RemoteException e)
        {
            throw new SweepHostException($"the module cannot be imported there: {Reason(e)}", e);
        }
        finally
        {
            File.Delete(probe);
        }

        if ($"{found["Version"]}" != RemoteSweep.Version)
        {
            throw new SweepHostException($"it has another version of the module ({found["Version"]}) than this machine "
                + $"({RemoteSweep.Version}).");
        }

        return !LanguagePrimitives.IsTrue(found["Store"])
            ? throw new SweepHostException($"there is no dataset at '{_sweep.Store}' there. Share the folder, or copy the "
                + "store to the same path.")
            : new(_sweep, _session, _local.Value, LanguagePrimitives.IsTrue(found["Shared"]) ? null : $"{found["Temporary"]}");
    }

    private (SweepRunStatus Status, string? Reason) Run(RemoteFolder folder, PlannedRun run, int epochs,
        ISweepHostObserver observer, CancellationToken cancellation)
    {
        var arguments = new Hashtable(_sweep.Arguments)
        {
            ["Dataset"] = _sweep.Store,
            ["RunPath"] = folder.Path,
            ["Row"] = run.Folder,
        };
        if (epochs != int.MaxValue)
            arguments["LastEpoch"] = epochs;
        PSObject row = RemoteShell.Run(_session!.Runspace, Train, new Hashtable { ["arguments"] = arguments },
            cancellation, streams => Follow(streams, observer)).Single();
        return (Enum.Parse<SweepRunStatus>($"{row.Properties[nameof(SweepRun.Status)].Value}"),
            row.Properties[nameof(SweepRun.Reason)].Value?.ToString());
    }

    private void Follow(PSDataStreams streams, ISweepHostObserver observer)
    {
        streams.Progress.DataAdded += (_, added) =>
        {
            ProgressRecord record = streams.Progress[added.Index];
            if (record.RecordType == ProgressRecordType.Processing)
                _bar.Report(record.StatusDescription, record.PercentComplete / 100.0, null);
        };
        streams.Warning.DataAdded += (_, added) => observer.OnWarning(streams.Warning[added.Index].Message);
        streams.Information.DataAdded += (_, added) =>
        {
            InformationRecord record = streams.Information[added.Index];
            if (record.Tags.Contains(TrainingRecord.Epoch)
                && PSObject.AsPSObject(record.MessageData).Properties[nameof(EpochResult.Epoch)]?.Value is { } epoch)
            {
                observer.OnEpoch(Convert.ToInt32(epoch, CultureInfo.InvariantCulture));
            }
        };
    }

    // In one line. -ErrorAction Stop puts the error that it stops at into another one.
    private static string Reason(Exception e) => string.Join(' ', ((e as RuntimeException)?.ErrorRecord.Exception ?? e)
        .Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // What is there of it says why; a run that did not begin has left nothing.
    private static void TakeFailed(RemoteFolder folder, PlannedRun run)
    {
        try
        {
            folder.Take(run);
        }
        catch (Exception e) when (e is TrainingException or RuntimeException)
        {
        }
    }

    private static Runspace Open()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace();
        runspace.Open();
        return runspace;
    }
}
