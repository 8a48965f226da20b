using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Sweeps;

/// <summary>A range of numbers from which a sweep draws.</summary>
/// <param name="Minimum">Smallest number.</param>
/// <param name="Maximum">Largest number, above the smallest.</param>
/// <param name="IsLogarithmic">Whether the logarithm is uniform; the smallest number is then above 0.</param>
public sealed record SweepRange(double Minimum, double Maximum, bool IsLogarithmic)
{
    private const string Min = "min", Max = "max", Scale = "scale";

    // More digits than a person compares, and short in tables.
    private const int Digits = 4;

    private static readonly string[] _members = [Min, Max, Scale], _scales = ["linear", "log"];

    internal static bool IsRange(JsonObject value) =>
        value.Any(member => Same(member.Key, Min) || Same(member.Key, Max));

    internal static SweepRange Parse(string name, JsonObject range)
    {
        double? min = null, max = null;
        string scale = _scales[0];
        foreach ((string member, JsonNode? value) in range)
        {
            if (Same(member, Min))
                min = Number(name, Min, value);
            else if (Same(member, Max))
                max = Number(name, Max, value);
            else if (Same(member, Scale))
                scale = value?.ToString() ?? "";
            else
                throw NoMember(name, member);
        }

        if (!_scales.Contains(scale, StringComparer.OrdinalIgnoreCase))
        {
            throw new RecipeException(
                $"{name}.{Scale}: '{scale}' is not one of {string.Join(", ", _scales)}."
                + NearestName.Hint(scale, _scales));
        }

        if (min is not double low || max is not double high)
            throw new RecipeException($"{name}.{(min is null ? Min : Max)}: is missing; a range has {Min} and {Max}.");
        bool log = Same(scale, _scales[1]);
        if (low >= high)
        {
            throw new RecipeException(
                string.Create(CultureInfo.InvariantCulture, $"{name}: {Min} {low} is not below {Max} {high}."));
        }

        return log && low <= 0
            ? throw new RecipeException(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {Min} {low} is not above 0, which the scale log needs."))
            : new(low, high, log);
    }

    internal JsonObject ToNode() => new()
    {
        [Min] = Minimum,
        [Max] = Maximum,
        [Scale] = _scales[IsLogarithmic ? 1 : 0],
    };

    /// <summary>Returns the number at a position of the range, with four significant digits.</summary>
    /// <param name="position">Position, 0 up to but not 1.</param>
    /// <param name="isWhole">Whether only whole numbers are allowed; each is then as probable as its neighbors.</param>
    internal double At(double position, bool isWhole)
    {
        double low = Minimum, high = Maximum;
        if (isWhole)
            (low, high) = (Math.Ceiling(low) - 0.5, Math.Floor(high) + 0.5);
        if (IsLogarithmic && isWhole)
            low = Math.Max(low, 0.5);
        double value = IsLogarithmic
            ? Math.Exp(Math.Log(low) + position * (Math.Log(high) - Math.Log(low)))
            : low + position * (high - low);
        if (isWhole)
            return Math.Clamp(Math.Round(value), Math.Ceiling(Minimum), Math.Floor(Maximum));
        string rounded = value.ToString($"E{Digits - 1}", CultureInfo.InvariantCulture);
        return Math.Clamp(double.Parse(rounded, CultureInfo.InvariantCulture), Minimum, Maximum);
    }

    private static RecipeException NoMember(string name, string member) =>
        new($"{name}.{member}: a range has {string.Join(", ", _members)}, not '{member}'."
            + NearestName.Hint(member, _members));

    private static double Number(string name, string member, JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() == JsonValueKind.Number
            && number.Deserialize<double>() is double parsed && double.IsFinite(parsed)
            ? parsed
            : throw new RecipeException(
                $"{name}.{member}: a number is needed, not {value?.ToJsonString() ?? "null"}.");

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
