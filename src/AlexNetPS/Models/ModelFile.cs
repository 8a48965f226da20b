using System.Collections.Concurrent;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;
using AlexNetPS.Models.Safetensors;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Models;

/// <summary>Loads models: this library's safetensors files, or weights of other programs.</summary>
internal static class ModelFile
{
    /// <summary>Reads and verifies the whole file, so that damage is found now and not during a prediction.</summary>
    public static AlexNetModel Load(string path, ModelImportOptions options, CancellationToken stopping)
    {
        using var bytes = new FileBytes(path, stopping);
        try
        {
            if (!WeightFiles.IsSafetensors(bytes.Start(WeightFiles.StartBytes)))
            {
                using WeightFile weights = WeightFiles.Open(bytes);
                return ModelImport.From(weights, options);
            }

            using SafetensorsFile file = SafetensorsFile.Open(path);
            return ModelDescription.IsIn(file.Metadata)
                ? Own(file, options, stopping)
                : ModelImport.From(new SafetensorsWeights(bytes, file), options);
        }
        catch (FormatException e)
        {
            throw new ModelFormatException($"'{bytes.Path}' cannot be read as a model: {e.Message}.", e);
        }
    }

    private static AlexNetModel Own(SafetensorsFile file, ModelImportOptions options, CancellationToken stopping)
    {
        // The recipe is bound by the processor, the tensors by memory.
        Task<ModelDescription> description = Task.Run(() => Describe(file, options));
        NetworkDefinition definition = ModelDescription.DefinitionIn(file.Metadata);
        CheckShapes(file, definition);
        ConcurrentDictionary<string, float[]> parameters = ReadParameters(file, definition, stopping);
        return new(description.GetAwaiter().GetResult(), parameters, file.Path);
    }

    private static ModelDescription Describe(SafetensorsFile file, ModelImportOptions options)
    {
        ModelDescription description = ModelDescription.FromMetadata(file.Metadata);
        if (options.Classes is { } classes && classes.Count != description.Definition.Classes)
        {
            throw new FormatException(
                $"{classes.Count} class names were given for its {description.Definition.Classes} outputs");
        }

        Recipe? recipe = options.Recipe;
        // A recipe without an image preparation keeps that of the training images.
        if (recipe is { Crop: null } && description.Recipe.Crop is not null)
            recipe = recipe.WithPreparation(description.Recipe.Preparation);
        return description with
        {
            Classes = options.Classes ?? description.Classes,
            Recipe = recipe is null ? description.Recipe
                : ImportedRecipe.InPlaceOf(description.Recipe, recipe, description.Definition, description.Name,
                    options.Warn ?? (_ => { })),
        };
    }

    /// <summary>
    /// Compares the tensors of a file with those of a network; additional tensors (of an optimizer) are ignored.
    /// </summary>
    private static void CheckShapes(SafetensorsFile file, NetworkDefinition definition)
    {
        string[] differences =
        [
            .. definition.ParameterTensors
                .Where(expected => !file.Contains(expected.Name)
                    || !file.Tensor(expected.Name).Shape.SequenceEqual(expected.Shape.Select(d => (long)d)))
                .Select(expected => $"{expected.Name}: {Shape(file, expected.Name)}, expected "
                    + $"[{string.Join(", ", expected.Shape)}]"),
        ];
        if (differences.Length > 0)
        {
            throw new FormatException(
                $"its tensors do not fit the network {definition.Name}:\n  {string.Join("\n  ", differences)}");
        }
    }

    private static string Shape(SafetensorsFile file, string name) =>
        file.Contains(name) ? $"[{string.Join(", ", file.Tensor(name).Shape)}]" : "missing";

    // A checkpoint with averaged weights has both; its accuracy is that of the averages.
    private static string AveragedName(SafetensorsFile file, TensorDescription tensor)
    {
        string averaged = tensor.Name + OptimizerDefinition.AverageSuffix;
        return file.Contains(averaged) && file.Tensor(averaged).Shape.SequenceEqual(tensor.Shape.Select(d => (long)d))
            ? averaged
            : tensor.Name;
    }

    private static ConcurrentDictionary<string, float[]> ReadParameters(SafetensorsFile file,
        NetworkDefinition definition, CancellationToken stopping)
    {
        var parameters = new ConcurrentDictionary<string, float[]>(StringComparer.Ordinal);
        LargestFirst.ForEach(definition.ParameterTensors, tensor => tensor.Count, stopping, tensor =>
        {
            float[] values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Count),
                pinned: HugePages.Suit(tensor.Count * sizeof(float)));
            HugePages.Prefer(values);
            file.Read(AveragedName(file, tensor), values, stopping);
            parameters[tensor.Name] = values;
        });
        return parameters;
    }
}
