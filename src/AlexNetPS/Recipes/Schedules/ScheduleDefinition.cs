using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Recipes.Schedules;

/// <summary>
/// Learning rate schedule, as data. Depends only on the position in the run and the validation results so far, so a
/// resumed run needs no schedule state.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConstantSchedule), "Constant")]
[JsonDerivedType(typeof(StepSchedule), "Step")]
[JsonDerivedType(typeof(MilestoneSchedule), "Milestones")]
[JsonDerivedType(typeof(ExponentialSchedule), "Exponential")]
[JsonDerivedType(typeof(CosineSchedule), "Cosine")]
[JsonDerivedType(typeof(OneCycleSchedule), "OneCycle")]
[JsonDerivedType(typeof(PlateauSchedule), "Plateau")]
public abstract record ScheduleDefinition
{
    /// <summary>Name of the schedule, the value of "type" in JSON.</summary>
    [JsonIgnore]
    public string Type => DerivedTypeName.Of(this);

    /// <summary>
    /// Warm-up epochs, in which the rate rises linearly from <see cref="WarmUpFactor"/> of its value; 0 for none.
    /// </summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>Factor of the first warm-up step, above 0 and up to 1.</summary>
    public double WarmUpFactor { get; init; } = 0.1;

    /// <summary>Names of the schedules, the values of "type" in JSON.</summary>
    public static IReadOnlyList<string> Names { get; } = DerivedTypeName.All<ScheduleDefinition>();

    /// <inheritdoc/>
    public sealed override string ToString() => ReadableText.Definition(Type, this);

    /// <summary>Returns a schedule by name, ignoring case, with its defaults, or from JSON as in a recipe.</summary>
    /// <exception cref="RecipeException">It is not valid; the message names the field and the allowed
    /// values.</exception>
    public static ScheduleDefinition Parse(string nameOrJson)
    {
        bool isJson = nameOrJson.AsSpan().TrimStart().StartsWith('{');
        string known =
            Names.FirstOrDefault(name => name.Equals(nameOrJson, StringComparison.OrdinalIgnoreCase)) ?? nameOrJson;
        if (!isJson && !Names.Contains(known))
        {
            throw new RecipeException($"There is no schedule '{nameOrJson}'. Known: "
                + $"{string.Join(", ", Names)}.{NearestName.Hint(nameOrJson, Names)}");
        }

        string json = isJson ? nameOrJson : $$"""{ "type": "{{known}}" }""", origin = isJson
            ? "schedule"
            : $"schedule {known}";
        try
        {
            using var document = JsonDocument.Parse(json,
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            RecipeValidation.ThrowIfAny(
                JsonShape.Problems(document.RootElement, typeof(ScheduleDefinition), RecipeFile.Json), origin);
            ScheduleDefinition schedule = document.RootElement.Deserialize<ScheduleDefinition>(RecipeFile.Json)!;
            RecipeValidation.ThrowIfAny(schedule.Problems(), origin);
            return schedule;
        }
        catch (JsonException e)
        {
            throw new RecipeException($"{origin} is not valid JSON: {JsonShape.Reason(e)}", e);
        }
    }

    /// <summary>Returns the learning rate of a step.</summary>
    /// <param name="baseRate">The optimizer's learning rate.</param>
    /// <param name="position">Position in the run.</param>
    /// <param name="history">Scores of the completed epochs.</param>
    public double LearningRate(double baseRate, SchedulePosition position, IReadOnlyList<EpochScore> history)
    {
        double rate = baseRate * Multiplier(position, history);
        double warmUpSteps = WarmUpEpochs * position.StepsPerEpoch;
        return position.TotalStep < warmUpSteps
            ? rate * (WarmUpFactor + (1 - WarmUpFactor) * position.TotalStep / warmUpSteps)
            : rate;
    }

    /// <summary>Returns the factor of the base rate.</summary>
    internal abstract double Multiplier(SchedulePosition position, IReadOnlyList<EpochScore> history);

    /// <summary>Returns errors in the settings as "field: error".</summary>
    internal virtual IEnumerable<string> Problems()
    {
        if (RecipeValidation.AtLeastZero("warmUpEpochs", WarmUpEpochs) is string problem)
            yield return problem;
        if (WarmUpFactor is not (> 0 and <= 1))
            yield return $"warmUpFactor: {WarmUpFactor} is not above 0 and up to 1";
    }

    private protected static IEnumerable<string> FactorProblems(double factor)
    {
        if (factor is not (> 0 and <= 1))
            yield return $"factor: {factor} is not above 0 and up to 1";
    }
}

/// <summary>Position in a run.</summary>
/// <param name="Epoch">Completed epochs.</param>
/// <param name="Step">Completed steps of this epoch.</param>
/// <param name="StepsPerEpoch">Steps per epoch.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
public readonly record struct SchedulePosition(int Epoch, int Step, int StepsPerEpoch, int Epochs)
{
    /// <summary>Completed steps of the whole run.</summary>
    public long TotalStep => (long)Epoch * StepsPerEpoch + Step;
}
