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
                weights.WeightName = options.WeightName;
                return ModelDescription.IsIn(weights.Metadata)
                    ? ModelImport.Described(weights, Describe(weights.Metadata, options))
                    : ModelImport.From(weights, options);
            }

            using SafetensorsFile file = SafetensorsFile.Open(path);
            return ModelDescription.IsIn(file.Metadata)
                ? Own(file, options, stopping)
                : ModelImport.From(new SafetensorsWeights(bytes, file) { WeightName = options.WeightName },
                    options);
        }
        catch (FormatException e)
        {
            throw Unreadable(bytes.Path, e);
        }
    }

    /// <summary>
    /// Reads and verifies the description in a file of this library; the weights are read when they are used.
    /// </summary>
    /// <exception cref="ModelFormatException">Damaged, truncated, or not a model of this library.</exception>
    public static AlexNetModel Open(string path)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            ModelDescription description = ModelDescription.FromMetadata(file.Metadata);
            return new(description, new FileWeights(file, description.Definition), file.Path);
        }
        catch (FormatException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>The exception for a file that cannot be read as a model.</summary>
    public static ModelFormatException Unreadable(string path, FormatException reason) =>
        new($"'{path}' cannot be read as a model: {reason.Message}.", reason);

    private static AlexNetModel Own(SafetensorsFile file, ModelImportOptions options, CancellationToken stopping)
    {
        // The recipe is bound by the processor, the tensors by memory.
        Task<ModelDescription> description = Task.Run(() => Describe(file.Metadata, options));
        NetworkDefinition definition = ModelDescription.DefinitionIn(file.Metadata);
        ModelTensors.CheckShapes(file, definition);
        IReadOnlyDictionary<string, float[]> parameters = ModelTensors.ReadAll(file, definition, stopping);
        return new(description.GetAwaiter().GetResult(), parameters, file.Path);
    }

    private static ModelDescription Describe(IReadOnlyDictionary<string, string> metadata, ModelImportOptions options)
    {
        ModelDescription description = ModelDescription.FromMetadata(metadata);
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
}
