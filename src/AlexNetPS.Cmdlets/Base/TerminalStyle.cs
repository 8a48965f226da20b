using System.Management.Automation;
using System.Management.Automation.Host;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>How text is drawn for the one who looks at the output of a cmdlet: its width, and whether in color.</summary>
internal sealed class TerminalStyle(PSCmdlet cmdlet)
{
    private const int DefaultWidth = 80, MinWidth = 40, MaxWidth = 160;

    private readonly bool _isTerminal = new DisplayPreferences(cmdlet).IsTerminal;

    /// <summary>Columns: those of the terminal, 80 without one.</summary>
    public int Width
    {
        get
        {
            try
            {
                // A line that fills the last column begins another in some terminals.
                return _isTerminal && cmdlet.Host.UI.RawUI.WindowSize.Width is int width and > 0
                    ? Math.Clamp(width - 1, MinWidth, MaxWidth)
                    : DefaultWidth;
            }
            catch (Exception e) when (e is HostException or NotImplementedException or NotSupportedException
                or IOException)
            {
                return DefaultWidth;
            }
        }
    }

    /// <summary>
    /// Whether text has colors: as $PSStyle.OutputRendering says, and for the host only in a terminal and for nobody
    /// else, and not with NO_COLOR.
    /// </summary>
    public bool HasColor => Rendering switch
    {
        "PlainText" => false,
        "Ansi" => true,
        _ => _isTerminal && cmdlet.MyInvocation.PipelinePosition == cmdlet.MyInvocation.PipelineLength
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
    };

    // The reference assembly is that of an earlier PowerShell.
    private string? Rendering => cmdlet.SessionState.PSVariable.GetValue("PSStyle") is object style
        ? PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString() : null;
}
