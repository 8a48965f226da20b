using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Writes progress as lines instead of bars if the console output is redirected to a file or a log. The lines go to
/// standard error, so the command's output stays clean. As with bars, short work shows none.
/// </summary>
internal sealed class PlainProgress(PSCmdlet cmdlet)
{
    private readonly DateTime _start = DateTime.UtcNow;
    private readonly List<string> _held = [];
    private readonly bool _needed = cmdlet.Host.Name == "ConsoleHost" && Console.IsOutputRedirected
        && cmdlet.SessionState.PSVariable.GetValue("ProgressPreference") is not (ActionPreference.SilentlyContinue
            or ActionPreference.Ignore);

    /// <summary>Adds a line; called on the worker thread.</summary>
    public void Report(string line)
    {
        if (!_needed)
            return;
        _held.Add(line);
        if (DateTime.UtcNow - _start < ProgressDisplay.Silence)
            return;
        foreach (string held in _held)
            Console.Error.WriteLine(held);
        _held.Clear();
    }
}
