using System.Globalization;

namespace AlexNetPS.Models.Onnx;

/// <summary>
/// Unique names of the values in a graph. ONNX identifies values by name only, and layers may have names that this
/// library generates.
/// </summary>
internal sealed class OnnxNames(params IEnumerable<string> given)
{
    private readonly HashSet<string> _taken = new(given, StringComparer.Ordinal);

    /// <summary>Returns the requested name, with a number appended if it is already used.</summary>
    public string Take(string wanted)
    {
        string name = wanted;
        for (int number = 2; !_taken.Add(name); number++)
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{number}");
        return name;
    }
}
