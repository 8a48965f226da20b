using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>
/// Known values of a command that is being typed. Nothing is run: only variables and their properties are read.
/// </summary>
internal static class CompletionValues
{
    /// <summary>
    /// Returns the value of a parameter, or of a variable at the start of the pipeline; null if neither is known.
    /// </summary>
    public static object? Get(string parameter, IDictionary bound, CommandAst command) =>
        BaseObject.Of(bound[parameter])
            ?? (command.Parent is PipelineAst { PipelineElements: [CommandExpressionAst first, CommandAst second, ..] }
                && second == command && IsPlain(first.Expression)
            ? BaseObject.Of(ScriptBlock.Create(first.Expression.Extent.Text).InvokeReturnAsIs())
            : null);

    /// <summary>
    /// Resolves a path relative to the shell's location and through its drives; null if it is not a path.
    /// </summary>
    public static string? Path(string path)
    {
        try
        {
            return BaseObject.Of(
                ScriptBlock.Create(
                    "param($path) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($path)")
                    .InvokeReturnAsIs(path)) as string;
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    /// <summary>Reads a file and ignores failures: completion reports no errors.</summary>
    public static T? Quietly<T>(Func<T?> look) where T : class
    {
        try
        {
            return look();
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Returns a completion as a terminal shows it: a menu obeys the control characters of a file name.
    /// </summary>
    public static CompletionResult Shown(CompletionResult found, string? description = null) => new(
        found.CompletionText, TerminalText.OfLine(found.ListItemText), found.ResultType,
        TerminalText.OfLine(description ?? found.ToolTip));

    private static bool IsPlain(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst => true,
        InvokeMemberExpressionAst => false,
        MemberExpressionAst { Static: false, Member: StringConstantExpressionAst } member => IsPlain(member.Expression),
        _ => false,
    };
}
