using System.Globalization;

namespace AlexNetPS.Models.Onnx;

/// <summary>
/// Names of a graph's values. ONNX knows a value by nothing else, and layers may have the names that this library
/// gives.
/// </summary>
internal sealed class OnnxNames(params IEnumerable<string> given)
{
    private readonly HashSet<string> _taken = new(given, StringComparer.Ordinal);

    /// <summary>The name that is wanted, or, where something else has it, the same with a number.</summary>
    public string Take(string wanted)
    {
        string name = wanted;
        for (int number = 2; !_taken.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{number}");
        return name;
    }
}
