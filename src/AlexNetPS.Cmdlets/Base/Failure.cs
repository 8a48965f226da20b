using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Formats.Plugins;
using AlexNetPS.Imaging;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Reports.Manifests;
using AlexNetPS.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// Creates error records: a stable PascalCase id, the category, the offending value, and advice separate from the
/// message.
/// </summary>
internal static class Failure
{
    /// <summary>Returns the record of an error that the cmdlet found.</summary>
    public static ErrorRecord Record(string id, ErrorCategory category, string message, object? target,
        string? advice = null) =>
        Advise(new ErrorRecord(new InvalidOperationException(TerminalText.Of(message)), id, category, target), message,
            advice);

    /// <summary>Whether the exception concerns the request. Any other is a defect and keeps its stack trace.</summary>
    public static bool IsExpected(Exception exception) => Identify(exception) is not null;

    /// <summary>Returns the record of an exception of the library.</summary>
    public static ErrorRecord From(Exception exception, object? target, string? advice = null)
    {
        (string id, ErrorCategory category) = Identify(exception) ?? ("Unexpected", ErrorCategory.NotSpecified);
        exception = WithoutName(exception);
        return Advise(new ErrorRecord(exception, id, category, target), exception.Message, advice);
    }

    /// <summary>Returns the record of an exception on a rank other than 0, whose errors appear among those of others.</summary>
    public static ErrorRecord OfRank(int rank, Exception exception)
    {
        ErrorRecord record = exception is ErrorRecordException known ? known.ErrorRecord : From(exception, null);
        record.ErrorDetails = new ErrorDetails(LogText.Of($"Rank {rank}: {exception.Message}"))
        {
            RecommendedAction = record.ErrorDetails?.RecommendedAction ?? "",
        };
        return record;
    }

    // .NET appends the name that the parameter has in the library: "(Parameter 'options')".
    private static Exception WithoutName(Exception exception) =>
        exception is ArgumentException { ParamName: not null, Message: string message }
            && message.IndexOf(" (Parameter '", StringComparison.Ordinal) is int end and > 0
            ? new ArgumentException(message[..end], exception)
            : exception;

    private static (string Id, ErrorCategory Category)? Identify(Exception exception) => exception switch
    {
        DatasetException => ("DatasetInvalid", ErrorCategory.InvalidData),
        RecipeException => ("RecipeInvalid", ErrorCategory.InvalidArgument),
        TransformException => ("TransformInvalid", ErrorCategory.InvalidArgument),
        TrainingException => ("TrainingRefused", ErrorCategory.InvalidOperation),
        RanksException => ("RanksFailed", ErrorCategory.ConnectionError),
        ModelFormatException => ("ModelUnreadable", ErrorCategory.InvalidData),
        BaselineException => ("BaselineInvalid", ErrorCategory.InvalidData),
        BaselineImagesException => ("BaselineImagesDiffer", ErrorCategory.InvalidData),
        GateRulesException => ("RulesInvalid", ErrorCategory.InvalidData),
        ManifestException => ("ManifestInvalid", ErrorCategory.InvalidData),
        FeatureFormatException => ("EmbeddingUnreadable", ErrorCategory.InvalidData),
        PluginException => ("PluginMissing", ErrorCategory.NotInstalled),
        NetworkDefinitionException => ("NetworkInvalid", ErrorCategory.InvalidArgument),
        EngineException => ("EngineRefused", ErrorCategory.ResourceUnavailable),
        ImageFormatException => ("ImageUnreadable", ErrorCategory.InvalidData),
        MissingLibraryException => ("NativeLibraryMissing", ErrorCategory.NotInstalled),
        UnauthorizedAccessException => ("AccessDenied", ErrorCategory.PermissionDenied),
        FileNotFoundException or DirectoryNotFoundException => ("PathNotFound", ErrorCategory.ObjectNotFound),
        IOException => ("FileFailed", ErrorCategory.OpenError),
        OutOfMemoryException => ("OutOfMemory", ErrorCategory.ResourceUnavailable),
        ArgumentException => ("ArgumentInvalid", ErrorCategory.InvalidArgument),
        _ => null,
    };

    private static ErrorRecord Advise(ErrorRecord record, string message, string? advice)
    {
        // The names in a message come from files.
        string shown = LogText.Of(message);
        record.CategoryInfo.TargetName = TerminalText.OfLine(record.CategoryInfo.TargetName);
        if (advice is not null || shown != message)
            record.ErrorDetails = new ErrorDetails(shown) { RecommendedAction = TerminalText.Of(advice ?? "") };
        return record;
    }
}
