using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>
/// Opens what a reference stands for: first <c>Locate</c> on the pipeline thread, which knows the shell's location,
/// then
/// <c>Open</c> on a worker, because files are large.
/// </summary>
internal static class References
{
    /// <summary>The same with a full path.</summary>
    public static ModelReference Locate(ModelReference reference, PathResolver paths) =>
        reference.Value is string path ? new(paths.Existing(path)) : reference;

    /// <summary>The same with a full path.</summary>
    public static DatasetReference Locate(DatasetReference reference, PathResolver paths) =>
        reference.Value is string path ? new(paths.Existing(path)) : reference;

    /// <summary>The model itself, a run's best, or the one at the path. What had to be assumed is a warning.</summary>
    public static AlexNetModel Open(ModelReference reference, WorkerChannel channel) => reference.Value switch
    {
        AlexNetModel model => model,
        TrainingRun run => BestOf(run, channel.Stopping),
        string path => Directory.Exists(path) ? BestOf(TrainingRun.Open(path), channel.Stopping)
            : AlexNetModel.Load(path, new() { Warn = channel.WriteWarning }, channel.Stopping),
        _ => throw new ArgumentException($"{reference.Value.GetType()} is no model.", nameof(reference)),
    };

    /// <summary>The same for several.</summary>
    public static ModelReference[] Locate(IEnumerable<ModelReference> references, PathResolver paths) =>
        [.. references.Select(reference => Locate(reference, paths))];

    /// <summary>The same for several, each with the crops that are asked for.</summary>
    public static AlexNetModel[] Open(IEnumerable<ModelReference> references, EvaluationCrops crops,
        WorkerChannel channel) =>
        [.. references.Select(reference => Open(reference, channel).WithCrops(crops))];

    /// <summary>The whole dataset; a split is rejected, because training needs more than one.</summary>
    public static ImageNetDataset OpenWhole(DatasetReference reference) => reference.Value switch
    {
        ImageNetDataset dataset => dataset,
        DatasetSplit split =>
            throw new ErrorRecordException(Failure.Record("SplitNotDataset", ErrorCategory.InvalidArgument,
            $"The {split.Name} split alone cannot be trained on: training learns from one split and chooses by another.", split,
            "Give the whole dataset, as Import-ImageNetFolder returned it.")),
        string path => Store(path),
        _ => throw new ArgumentException($"{reference.Value.GetType()} is no dataset.", nameof(reference)),
    };

    /// <summary>The split given, or the named split of the dataset given.</summary>
    public static DatasetSplit OpenSplit(DatasetReference reference, SplitName name)
    {
        if (reference.Value is DatasetSplit given)
            return given;
        ImageNetDataset dataset = OpenWhole(reference);
        return name switch
        {
            SplitName.Train => dataset.Train,
            SplitName.Test => dataset.Test,
            _ => dataset.Validation,
        };
    }

    /// <summary>The recipe given, the known one of that name, or the file at the path.</summary>
    public static Recipe Open(RecipeReference? reference, PathResolver paths)
    {
        if (reference is null)
            return Recipe.Get(Recipe.Default);
        if (reference.Value is Recipe recipe)
            return recipe;
        string text = (string)reference.Value;
        return IsPath(text) ? Recipe.Load(paths.Existing(text)) : Recipe.Get(text);
    }

    /// <summary>The network given, the preset of that name, or the file at the path.</summary>
    public static RecipeArchitecture Open(ArchitectureReference reference, PathResolver paths) => reference.Value switch
    {
        NetworkDefinition network => new(network),
        string text when IsPath(text) => new(ArchitectureFile.Load(paths.Existing(text))),
        // As the preset is written, whatever the case.
        _ => new(NetworkArchitecture.Get((string)reference.Value).Name),
    };

    /// <summary>The schedule given, or the one that a name or a table stands for.</summary>
    public static ScheduleDefinition Open(ScheduleReference reference) =>
        reference.Value as ScheduleDefinition ?? ScheduleDefinition.Parse((string)reference.Value);

    /// <summary>
    /// The files that a path or a pattern stands for; a file that is called so counts more than a pattern with
    /// brackets.
    /// </summary>
    public static IEnumerable<string> Files(string path, PathResolver paths) =>
        paths.Existing([path], literal: Path.Exists(paths.Full(path)));

    /// <summary>
    /// Whether a text is meant for a file and not for a name: it ends with .json or has a slash in it.
    /// </summary>
    public static bool IsPath(string text) => text.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan().IndexOfAny('/', '\\') >= 0;

    private static AlexNetModel BestOf(TrainingRun run, CancellationToken stopping)
    {
        try
        {
            return run.LoadModel(stopping);
        }
        catch (TrainingException e)
        {
            throw new ErrorRecordException(
                Failure.From(e, run, "Continue the run with Invoke-AlexNetTraining -Resume until an epoch is done."));
        }
    }

    private static ImageNetDataset Store(string path)
    {
        try
        {
            return ImageNetDataset.Open(path);
        }
        catch (DatasetException e)
        {
            throw new ErrorRecordException(
                Failure.From(e, path, "For a folder of images, run Import-ImageNetFolder first and give its result."));
        }
    }
}
