namespace AlexNetPS.Models;

/// <summary>Origin of a model's weights; everything is optional.</summary>
public sealed record ModelTraining
{
    /// <summary>Name of the dataset.</summary>
    public string? Dataset { get; init; }

    /// <summary>SHA-256 of the dataset: names, labels, splits and contents of its images.</summary>
    public string? DatasetSha256 { get; init; }

    /// <summary>Training epochs up to these weights.</summary>
    public int? Epochs { get; init; }

    /// <summary>Seed of the run.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Mean loss on the validation split.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Validation top-1 accuracy, 0 to 1.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>Validation top-5 accuracy, 0 to 1.</summary>
    public double? ValidationTop5 { get; init; }

    /// <summary>Time at which the weights were written.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Dataset is not null)
            parts.Add($"trained on {Dataset}");
        if (Epochs is not null)
            parts.Add($"{Epochs} epochs");
        if (ValidationTop1 is double top1)
        {
            parts.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"validation top-1 {top1 * 100:0.0} %"));
        }

        return string.Join(", ", parts);
    }
}
