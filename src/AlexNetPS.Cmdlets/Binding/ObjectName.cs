using System.Management.Automation;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>What an object is called in an error message.</summary>
internal static class ObjectName
{
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

    /// <summary>"a dataset", "null", "a list of 3", 'a text', or the name of the type.</summary>
    public static string Of(object? value) => BaseObject.Of(value) switch
    {
        null => "null",
        string text => $"'{text}'",
        IConvertible number => $"{number}",
        object[] list => $"a list of {list.Length}",
        PSCustomObject => $"an object of type {((PSObject)value!).TypeNames.FirstOrDefault()}",
        object one => _names.GetValueOrDefault(one.GetType()) ?? $"an object of type {one.GetType().Name}",
    };
}
