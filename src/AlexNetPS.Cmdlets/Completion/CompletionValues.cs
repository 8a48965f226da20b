using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AlexNetPS.Cmdlets.Base;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>
/// What is known of a command that is still being typed. Nothing is run for it: only variables and their properties are
/// read.
/// </summary>
internal static class CompletionValues
{
    /// <summary>
    /// The value of a parameter, or what a variable at the beginning of the pipeline would bring; null where neither is
    /// known.
    /// </summary>
    public static object? Get(string parameter, IDictionary bound, CommandAst command) =>
        Unwrap(bound[parameter])
            ?? (command.Parent is PipelineAst { PipelineElements: [CommandExpressionAst first, CommandAst second, ..] }
                && second == command && IsPlain(first.Expression)
            ? Unwrap(ScriptBlock.Create(first.Expression.Extent.Text).InvokeReturnAsIs())
            : null);

    /// <summary>
    /// A path as the shell means it: relative to its location, through its drives; null where it is none.
    /// </summary>
    public static string? Path(string path)
    {
        try
        {
            return Unwrap(
                ScriptBlock.Create(
                    "param($path) $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($path)")
                    .InvokeReturnAsIs(path)) as string;
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    /// <summary>Runs a look at a file; a completion says nothing of what is wrong with it.</summary>
    public static T? Quietly<T>(Func<T> look) where T : class
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

    private static bool IsPlain(ExpressionAst expression) => expression switch
    {
        VariableExpressionAst => true,
        InvokeMemberExpressionAst => false,
        MemberExpressionAst { Static: false, Member: StringConstantExpressionAst } member => IsPlain(member.Expression),
        _ => false,
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
