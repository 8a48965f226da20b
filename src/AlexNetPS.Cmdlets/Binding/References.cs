using System.Collections;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Commands;
using AlexNetPS.Datasets;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>
/// Opens the objects of references: first <c>Locate</c> on the pipeline thread, which knows the shell's location, then
/// <c>Open</c> on a worker, because files are large.
/// </summary>
internal static class References
{
    /// <summary>Returns the reference with a full path.</summary>
    public static ModelReference Locate(ModelReference reference, PathResolver paths) =>
        reference.Value is string path ? new(paths.Existing(path)) : reference;

    /// <summary>Returns the reference with a full path.</summary>
    public static DatasetReference Locate(DatasetReference reference, PathResolver paths) =>
        reference.Value is string path ? new(paths.Existing(path), reference.Split, reference.Fold) : reference;

    /// <summary>
    /// Returns the given model, the best model of a run, or the model at the path. Warns of assumptions.
    /// </summary>
    public static AlexNetModel Open(ModelReference reference, WorkerChannel channel) => reference.Value switch
    {
        AlexNetModel model => model,
        TrainingRun run => BestOf(run, channel.Stopping),
        string path => Directory.Exists(path) ? BestOf(TrainingRun.Open(path), channel.Stopping)
            : AlexNetModel.Load(path, new() { Warn = channel.WriteWarning }, channel.Stopping),
        _ => throw new ArgumentException($"{reference.Value.GetType()} is not a model.", nameof(reference)),
    };

    /// <summary>Returns the given run, or the run in the folder.</summary>
    public static TrainingRun OpenRun(ModelReference located, AlexNetCmdlet cmdlet) => located.Value switch
    {
        TrainingRun run => run,
        string path when TrainingRun.IsRun(path) => cmdlet.Read(_ => TrainingRun.Open(path)),
        _ => throw new ErrorRecordException(Failure.Record("RunNotFound", ErrorCategory.ObjectNotFound,
            $"'{located}' is no training run, so it is not known which images its model has not seen.", located.Value,
            "Use the runs that Invoke-AlexNetTraining returned for folds, or Get-AlexNetRun.")),
    };

    /// <summary>Returns several models.</summary>
    public static ModelReference[] Locate(IEnumerable<ModelReference> references, PathResolver paths) =>
        [.. references.Select(reference => Locate(reference, paths))];

    /// <summary>Returns several models, each with the requested crops.</summary>
    public static AlexNetModel[] Open(IEnumerable<ModelReference> references, EvaluationCrops crops,
        WorkerChannel channel) =>
        [.. references.Select(reference => Open(reference, channel).WithCrops(crops))];

    /// <summary>
    /// Returns the whole dataset; a folder of images is imported with the defaults. A split is rejected, because
    /// training needs more than one.
    /// </summary>
    public static ImageNetDataset OpenWhole(DatasetReference reference, AlexNetCmdlet cmdlet) => reference switch
    {
        { Value: ImageNetDataset dataset } => dataset,
        { Value: DatasetSplit split } => throw SplitGiven(split.Name, split),
        { Value: string path, Split: SplitName name } => throw SplitGiven(name, path),
        { Value: string path } => Import(path, reference.Fold, cmdlet),
        _ => throw new ArgumentException($"{reference.Value.GetType()} is not a dataset.", nameof(reference)),
    };

    /// <summary>
    /// Returns the whole dataset without writing anything: the files of a folder are listed and not prepared.
    /// </summary>
    /// <returns>The dataset, and whether it is prepared.</returns>
    public static (ImageNetDataset Dataset, bool IsPrepared) Preview(DatasetReference reference,
        AlexNetCmdlet cmdlet) =>
        reference is { Value: string path, Split: null } && !ImageNetDataset.IsStore(path) && !TrainingRun.IsRun(path)
            ? (FolderImport.Run(cmdlet, path, new ImportOptions { IndexOnly = true }), false)
            : (OpenWhole(reference, cmdlet), true);

    /// <summary>Returns the given split, or the named split of the given dataset.</summary>
    public static DatasetSplit OpenSplit(DatasetReference reference, SplitName name, AlexNetCmdlet cmdlet)
    {
        if (reference.Value is DatasetSplit given)
            return given;
        ImageNetDataset dataset = reference.Value as ImageNetDataset ?? Import((string)reference.Value, reference.Fold, cmdlet);
        return (reference.Split ?? name) switch
        {
            SplitName.Train => dataset.Train,
            SplitName.Test => dataset.Test,
            _ => dataset.Validation,
        };
    }

    /// <summary>
    /// Returns the given recipe, the built-in recipe of that name, the recipe of the file, or that of a table.
    /// </summary>
    /// <param name="reference">The reference; null for <paramref name="otherwise"/>.</param>
    /// <param name="paths">Resolves paths.</param>
    /// <param name="otherwise">The recipe if none is given, and of a table that names none.</param>
    /// <param name="warn">Called with a message about rules that do not fit a changed network.</param>
    public static Recipe Open(RecipeReference? reference, PathResolver paths, Func<Recipe> otherwise,
        Action<string> warn) => reference?.Value switch
        {
            null => otherwise(),
            Recipe recipe => recipe,
            IDictionary table => SettingTable.ToRecipe(table, otherwise, paths, warn),
            string text when IsPath(text) => paths.Read(text, Recipe.Load),
            object name => Recipe.Get((string)name),
        };

    /// <summary>Returns the recipe of a model, for its network; the default recipe without a model.</summary>
    public static Recipe RecipeOf(AlexNetModel? model) => model is null
        ? Recipe.Get(Recipe.Default)
        : model.Recipe with { Architecture = new(model.Definition) };

    /// <summary>
    /// Returns the given network, the preset of that name, the network of the file, or that of a table.
    /// </summary>
    /// <param name="reference">The reference.</param>
    /// <param name="paths">Resolves paths.</param>
    /// <param name="recipe">The recipe whose network a table changes that names none; null for none.</param>
    public static RecipeArchitecture Open(ArchitectureReference reference, PathResolver paths, Recipe? recipe) =>
        reference.Value switch
        {
            NetworkDefinition network => new(network),
            IDictionary table => SettingTable.ToNetwork(table, recipe, paths),
            string text when IsPath(text) => new(paths.Read(text, ArchitectureFile.Load)),
            // The preset's own spelling: names are case-insensitive.
            _ => new(NetworkArchitecture.Get((string)reference.Value).Name),
        };

    /// <summary>
    /// Returns the given network, or that of a recipe, model or run, or of the preset, recipe or path of a name.
    /// </summary>
    public static NetworkDefinition Open(NetworkReference reference, PathResolver paths, AlexNetCmdlet cmdlet) =>
        reference.Value switch
        {
            NetworkDefinition network => network,
            Recipe recipe => recipe.Architecture.Resolve(),
            AlexNetModel model => model.Definition,
            TrainingRun run => NetworkOf(run),
            IDictionary table => SettingTable.ToNetwork(table, null, paths).Resolve(),
            string text => OpenNetwork(text, paths, cmdlet),
            _ => throw new ArgumentException($"{reference.Value.GetType()} is not a network.", nameof(reference)),
        };

    private static NetworkDefinition OpenNetwork(string text, PathResolver paths, AlexNetCmdlet cmdlet)
    {
        if (text.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return paths.Read(text, ArchitectureFile.LoadWithRecipes);
        if (!NetworkArchitecture.Names.Contains(text, StringComparer.OrdinalIgnoreCase)
            && Recipe.Names.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return Recipe.Get(text).Architecture.Resolve();
        }

        string full = paths.Full(text);
        if (!NetworkArchitecture.Names.Contains(text, StringComparer.OrdinalIgnoreCase)
            && (Path.Exists(full) || IsPath(text)))
        {
            full = paths.Existing(text);
            return cmdlet.Read(channel => Directory.Exists(full)
                ? NetworkOf(TrainingRun.Open(full))
                : AlexNetModel.Load(full, new() { Warn = channel.WriteWarning }, channel.Stopping).Definition);
        }

        try
        {
            return NetworkArchitecture.Get(text);
        }
        catch (NetworkDefinitionException e)
        {
            throw new ErrorRecordException(Failure.Record("ArchitectureNotFound", ErrorCategory.ObjectNotFound,
                $"{e.Message} Recipes: {string.Join(", ", Recipe.Names)}.", text,
                "Or pass the path of a .json file, a model or a run."));
        }
    }

    // A run has no model before its first checkpoint.
    private static NetworkDefinition NetworkOf(TrainingRun run) => run.Recipe.BuildNetwork(run.Classes.Count);

    /// <summary>Returns the given schedule, or the schedule of a name or a table.</summary>
    public static ScheduleDefinition Open(ScheduleReference reference) =>
        reference.Value as ScheduleDefinition ?? ScheduleDefinition.Parse((string)reference.Value);

    /// <summary>Whether a text is a file path rather than a name: it ends with .json or contains a slash.</summary>
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
                Failure.From(e, run, "Resume the run with Invoke-AlexNetTraining -Resume until an epoch ends."));
        }
    }

    private static ErrorRecordException SplitGiven(SplitName name, object target) =>
        new(Failure.Record("SplitNotDataset", ErrorCategory.InvalidArgument,
            $"The {name} split alone cannot be trained on: training needs a training and a validation split.",
            target, "Pass the whole dataset, as Import-ImageNetFolder returned it."));

    private static ImageNetDataset Import(string path, DatasetFold? fold, AlexNetCmdlet cmdlet) =>
        fold is null ? Import(path, cmdlet) : Import(path, cmdlet).ToFold(fold);

    private static ImageNetDataset Import(string path, AlexNetCmdlet cmdlet)
    {
        if (ImageNetDataset.IsStore(path))
            return cmdlet.Read(_ => ImageNetDataset.Open(path));
        if (TrainingRun.IsRun(path))
        {
            throw new ErrorRecordException(Failure.Record("DatasetInvalid", ErrorCategory.InvalidArgument,
                $"'{path}' is a training run, not a dataset.", path, "Pass it as -Model."));
        }

        return FolderImport.Run(cmdlet, path,
            new ImportOptions { Threads = cmdlet is DeviceCommand command ? command.Threads : 0 });
    }
}
