using System.Globalization;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Samples;
using AlexNetPS.Inference.Selection;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Objects to be shown on a contact sheet, in their order.</summary>
/// <param name="paths">Makes full paths.</param>
internal sealed class SheetInput(PathResolver paths)
{
    private readonly List<SimilarImage> _neighbors = [];
    private readonly List<object> _others = [];

    /// <summary>Adds an object that names an image.</summary>
    /// <exception cref="ErrorRecordException">There are too many, or neighbors among other images.</exception>
    public void Add(object given)
    {
        if (BaseObject.Of(given) is SimilarImage neighbor)
            _neighbors.Add(neighbor);
        else
            _others.Add(given);
        if (_neighbors.Count > 0 && _others.Count > 0)
        {
            throw Rejected("A sheet of neighbors shows each query with its neighbors, and no other images.", given,
                "Write two sheets.");
        }

        if (_neighbors.Count + _others.Count > ImageSheet.MostImages)
        {
            throw Rejected($"More than {ImageSheet.MostImages:N0} images were piped; a sheet shows at most as many.", given,
                $"Pipe fewer images: Select-Object -First {ImageSheet.MostImages}");
        }
    }

    /// <summary>The title if none is given.</summary>
    public string Title
    {
        get
        {
            if (_neighbors.Count > 0)
                return $"Nearest neighbors by {_neighbors[0].Metric} distance";
            string[] models = Models();
            return models.Length == 1 ? $"Predictions of {models[0]}" : "";
        }
    }

    /// <summary>Returns the images.</summary>
    public IReadOnlyList<SheetImage> Images()
    {
        if (_neighbors.Count > 0)
            return SheetImage.Of(_neighbors);
        bool showModel = Models().Length > 1;
        return [.. _others.Select(given => BaseObject.Of(given) switch
        {
            Prediction prediction => SheetImage.Of(prediction, showModel),
            SelectedImage selected => new SheetImage(selected.Path)
            {
                Note = $"rank {selected.Rank}",
                Number = selected.Score.ToString("0.000", CultureInfo.InvariantCulture),
            },
            string path => new(paths.Full(path)),
            FileInfo file => new(file.FullName),
            _ => FromProperties(PSObject.AsPSObject(given)),
        })];
    }

    private string[] Models() =>
        [.. _others.Select(BaseObject.Of).OfType<Prediction>().Select(prediction => prediction.Model).Distinct()];

    // Rows of CSV files, results of jobs, label errors and others state what is known in properties of these names.
    private SheetImage FromProperties(PSObject given)
    {
        string path = ObjectPath.Of(given, "Path")!;
        if (!Path.IsPathFullyQualified(path))
            path = paths.Full(path);
        string? actual = ObjectPath.Of(given, "ActualLabel", "GivenLabel"), label =
            ObjectPath.Of(given, "Label", "ClassName", "Class"), suggested = ObjectPath.Of(given, "SuggestedLabel");
        double? probability = Fraction(given, "SuggestedProbability") ?? Fraction(given, "Probability");
        if (suggested is null && label is not null && probability is double share)
        {
            return new(path)
            {
                Label = actual,
                Top = [new(1, label, 0, (float)share)],
                IsCorrect = actual is null ? null : actual == label,
            };
        }

        return new(path)
        {
            Label = actual ?? label,
            SuggestedLabel = suggested,
            Number = suggested is null || probability is not double fraction ? null
                : string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.0} %"),
        };
    }

    private static double? Fraction(PSObject given, string name) =>
        given.Properties[name] is { IsGettable: true, Value: not (null or "") } property
        && LanguagePrimitives.TryConvertTo(property.Value, CultureInfo.InvariantCulture, out double value)
        && value is >= 0 and <= 1
            ? value
            : null;

    private static ErrorRecordException Rejected(string message, object given, string advice) =>
        new(Failure.Record("ArgumentInvalid", ErrorCategory.InvalidArgument, message, given, advice));
}
