using System.Collections;
using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>What an object is called in an error message.</summary>
internal static class ObjectName
{
    private const int Longest = 200;

    private static readonly Dictionary<Type, string> _names = new()
    {
        [typeof(ImageNetDataset)] = "a dataset",
        [typeof(DatasetSplit)] = "a split of a dataset",
        [typeof(TrainingRun)] = "a training run",
        [typeof(AlexNetModel)] = "a model",
        [typeof(Recipe)] = "a recipe",
        [typeof(NetworkDefinition)] = "a network",
        [typeof(Evaluation)] = "an evaluation",
        [typeof(FeatureEmbedding)] = "an embedding",
    };

    private static string Custom(PSObject value) =>
        value.TypeNames.FirstOrDefault(name => !name.StartsWith("System.", StringComparison.Ordinal)) is string type
            ? $"an object of type {TerminalText.OfLine(type)}"
            : $"an object with the properties "
                + TerminalText.OfLine(string.Join(", ", value.Properties.Select(property => property.Name).Take(10)));

    /// <summary>"a dataset", "null", "a list of 3", 'a text', or the name of the type.</summary>
    public static string Of(object? value) => BaseObject.Of(value) switch
    {
        null => "null",
        string text => $"'{TerminalText.OfLine(text.Length <= Longest ? text : text[..Longest] + "...")}'",
        IConvertible number => $"{number}",
        object[] list => $"a list of {list.Length}",
        IDictionary => "a table",
        PSCustomObject => Custom((PSObject)value!),
        object one => _names.GetValueOrDefault(one.GetType()) ?? $"an object of type {one.GetType().Name}",
    };
}
