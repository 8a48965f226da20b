using System.Management.Automation;
using AlexNetPS.Formats.Text;
using AlexNetPS.Training.Sweeps;

namespace AlexNetPS.Cmdlets.Views;

/// <summary>
/// Text of the view of a sweep, a code property in AlexNetPS.Types.ps1xml: in ConstrainedLanguage a view may read a
/// property but not call a method.
/// </summary>
public static class SweepView
{
    /// <summary>Returns the report of a sweep.</summary>
    public static string Report(PSObject sweep) =>
        LogText.Of(SweepReport.Of((SweepResult)sweep.BaseObject));
}
