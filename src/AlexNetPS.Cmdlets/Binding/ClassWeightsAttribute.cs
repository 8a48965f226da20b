using System.Collections;
using System.Management.Automation;
using AlexNetPS.Recipes;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Lets a parameter take Balanced, or a table of class names and weights.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ClassWeightsAttribute : ReferenceAttribute<ClassWeights>
{
    private protected override string Accepted =>
        "Balanced, or a table of class names and weights above 0 (@{ roses = 2 }),";

    private protected override ClassWeights? From(object given) => given switch
    {
        string text when text.Equals("Balanced", StringComparison.OrdinalIgnoreCase) => ClassWeights.Balanced,
        IDictionary table => Explicit(table),
        _ => null,
    };

    private static ClassWeights? Explicit(IDictionary table)
    {
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            if (!LanguagePrimitives.TryConvertTo(entry.Value, out double weight)
                || weight is not (> 0 and < double.PositiveInfinity))
            {
                return null;
            }

            weights[$"{entry.Key}"] = weight;
        }

        return new(weights);
    }
}
