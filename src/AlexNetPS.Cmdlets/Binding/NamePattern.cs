using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Patterns of names: case-insensitive, in any culture.</summary>
/// <remarks>
/// Turkish has two letters i, so that of the current culture "mnist*" would not find MNIST.
/// </remarks>
internal static class NamePattern
{
    /// <summary>Returns the pattern.</summary>
    /// <exception cref="ErrorRecordException">A bracket is not closed.</exception>
    public static WildcardPattern Of(string pattern) => Find(pattern) ?? throw new ErrorRecordException(
        Failure.Record("PatternInvalid", ErrorCategory.InvalidArgument,
            $"'{pattern}' is not a pattern of names: its bracket [ is not closed.", pattern,
            "[ starts a set of characters, as in [abc]*. For the character itself write `[ in single quotes."));

    /// <summary>Returns the pattern; null if a bracket is not closed.</summary>
    public static WildcardPattern? Find(string pattern)
    {
        var made = new WildcardPattern(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
        try
        {
            // A pattern is parsed when it is used.
            _ = made.IsMatch("");
            return made;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }
}
