using System.Collections;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Cmdlets.Views;

/// <summary>
/// Paths and other text of files as a view shows them, code properties in AlexNetPS.Types.ps1xml: a terminal obeys the
/// control characters of a file name, and the property itself has to lead to the file.
/// </summary>
public static class TerminalView
{
    /// <summary>The property of this name without control characters.</summary>
    public static string? Path(PSObject item) => Shown(item, nameof(Path));

    /// <inheritdoc cref="Path"/>
    public static string? FileName(PSObject item) => Shown(item, nameof(FileName));

    /// <inheritdoc cref="Path"/>
    public static string? Image(PSObject item) => Shown(item, nameof(Image));

    /// <inheritdoc cref="Path"/>
    public static string? RelativePath(PSObject item) => Shown(item, nameof(RelativePath));

    /// <inheritdoc cref="Path"/>
    public static string? ReferencePath(PSObject item) => Shown(item, nameof(ReferencePath));

    /// <inheritdoc cref="Path"/>
    public static string? DifferencePath(PSObject item) => Shown(item, nameof(DifferencePath));

    /// <inheritdoc cref="Path"/>
    public static string? QueryPath(PSObject item) => Shown(item, nameof(QueryPath));

    /// <inheritdoc cref="Path"/>
    public static string? ModelPath(PSObject item) => Shown(item, nameof(ModelPath));

    /// <inheritdoc cref="Path"/>
    public static string? SourcePath(PSObject item) => Shown(item, nameof(SourcePath));

    /// <inheritdoc cref="Path"/>
    public static string? StorePath(PSObject item) => Shown(item, nameof(StorePath));

    /// <inheritdoc cref="Path"/>
    public static string? PartPath(PSObject item) => Shown(item, nameof(PartPath));

    /// <inheritdoc cref="Path"/>
    public static string? StoreFolder(PSObject item) => Shown(item, nameof(StoreFolder));

    /// <inheritdoc cref="Path"/>
    public static string? RunPath(PSObject item) => Shown(item, nameof(RunPath));

    /// <inheritdoc cref="Path"/>
    public static string? Folder(PSObject item) => Shown(item, nameof(Folder));

    /// <inheritdoc cref="Path"/>
    public static string? Source(PSObject item) => Shown(item, nameof(Source));

    /// <inheritdoc cref="Path"/>
    public static string? Label(PSObject item) => Shown(item, nameof(Label));

    /// <inheritdoc cref="Path"/>
    public static string? Group(PSObject item) => Shown(item, nameof(Group));

    /// <inheritdoc cref="Path"/>
    public static string? Reason(PSObject item) => Shown(item, nameof(Reason));

    /// <inheritdoc cref="Path"/>
    public static string? Warning(PSObject item) => Shown(item, nameof(Warning));

    /// <inheritdoc cref="Path"/>
    public static string? Problem(PSObject item) => Shown(item, nameof(Problem));

    /// <inheritdoc cref="Path"/>
    public static string? What(PSObject item) => Shown(item, nameof(What));

    /// <inheritdoc cref="Path"/>
    public static string? Advice(PSObject item) => Shown(item, nameof(Advice));

    /// <inheritdoc cref="Path"/>
    public static string[] Files(PSObject item) => [.. List(item).Select(TerminalText.OfLine)];

    /// <summary>The names of the first files.</summary>
    public static string[] FileNames(PSObject item) =>
        [.. List(item).Take(2).Select(file => TerminalText.OfLine(System.IO.Path.GetFileName(file)))];

    private static string? Shown(PSObject item, string name) =>
        item.Properties[name]?.Value is object value ? TerminalText.OfLine($"{value}") : null;

    private static IEnumerable<string> List(PSObject item) =>
        BaseObject.Of(item.Properties[nameof(Files)]?.Value) is IEnumerable list
            ? list.Cast<object?>().Select(file => $"{file}")
            : [];
}
