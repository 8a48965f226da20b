using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Lines in place of bars, where the console goes into a file or a log. They go to the error output, as with other
/// programs: what the command returns stays clean. Like bars they stay away from work that is over at once.
/// </summary>
internal sealed class PlainProgress(PSCmdlet cmdlet)
{
    private readonly DateTime _start = DateTime.UtcNow;
    private readonly List<string> _held = [];
    private readonly bool _needed = cmdlet.Host.Name == "ConsoleHost" && Console.IsOutputRedirected
        && cmdlet.SessionState.PSVariable.GetValue("ProgressPreference") is not (ActionPreference.SilentlyContinue
            or ActionPreference.Ignore);

    /// <summary>Takes a line; any thread may.</summary>
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
