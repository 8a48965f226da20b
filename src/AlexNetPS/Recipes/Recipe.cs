using System.Text.Json;
using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Transforms;

namespace AlexNetPS.Recipes;

/// <summary>
/// How a network is trained and judged, as data: one JSON file. Runs and models carry the recipe they were made with,
/// so that prediction uses the transforms that training used.
/// </summary>
public sealed record Recipe
{
    internal const int DefaultImageSize = 256;

    /// <summary>Name, usually the file's.</summary>
    public required string Name { get; init; }

    /// <summary>One line about it.</summary>
    public string? Description { get; init; }

    /// <summary>Where its settings come from.</summary>
    public string? Source { get; init; }

    /// <summary>The network.</summary>
    public required RecipeArchitecture Architecture { get; init; }

    /// <summary>Initial weights by layer name; the last rule that matches counts.</summary>
    public IReadOnlyList<InitializationRule> Initialization { get; init; } = [];

    /// <summary>The update rule and the base learning rate.</summary>
    public required OptimizerDefinition Optimizer { get; init; }

    /// <summary>How the learning rate changes.</summary>
    public ScheduleDefinition Schedule { get; init; } = new ConstantSchedule();

    /// <summary>Passes over the training set, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images in one step, at least 1.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Which images an epoch shows.</summary>
    public Sampling Sampling { get; init; } = Sampling.Shuffled;

    /// <summary>
    /// Part of the right answer that is spread over all classes, 0 up to but not 1 (Szegedy et al. 2016).
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>How much the loss of each class counts; null for all alike.</summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>When a run ends before its last epoch; null for never.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Checkpoints beside the best and the last one.</summary>
    public CheckpointPlan Checkpoints { get; init; } = new();

    /// <summary>How often a run writes points for TensorBoard.</summary>
    public CurvePlan Curves { get; init; } = new();

    /// <summary>
    /// Short side of the prepared images in pixels. In training that of the dataset counts, and is recorded here.
    /// </summary>
    public int ImageSize { get; init; } = DefaultImageSize;

    /// <summary>Longest side of the prepared images in pixels; null for four times the short one.</summary>
    public int? MaximumSide { get; init; }

    /// <summary>
    /// Whether the prepared images are whole or central squares. Recorded in training; null (whole images) where
    /// nothing was recorded.
    /// </summary>
    public ImageCrop? Crop { get; init; }

    /// <summary>How files are prepared before the transforms.</summary>
    [JsonIgnore]
    public ImagePreparation Preparation => new(ImageSize, MaximumSide ?? 0, Crop ?? ImageCrop.None);

    /// <summary>From a stored image to the network's input, in training.</summary>
    public required IReadOnlyList<TransformDefinition> TrainTransforms { get; init; }

    /// <summary>
    /// What mixes the images of a training batch; of several, chance takes one for each batch. Empty for none.
    /// </summary>
    public IReadOnlyList<BatchTransformDefinition> BatchTransforms { get; init; } = [];

    /// <summary>From a stored image to the network's input, in validation and prediction.</summary>
    public required IReadOnlyList<TransformDefinition> EvaluationTransforms { get; init; }

    /// <summary>
    /// Views of one image whose softmax outputs are averaged in evaluation: 1, or several for crops at several
    /// places, mirror images and scales.
    /// </summary>
    [JsonIgnore]
    public int EvaluationViews => EvaluationTransforms.Aggregate(1, (views, transform) => views * transform.Views);

    /// <summary>
    /// Whether evaluation crops the prepared images directly, so that their size decides what the network sees.
    /// </summary>
    internal bool CropsPreparedImages => EvaluationTransforms.FirstOrDefault(transform => transform is Resize
        || transform.OutputSize is not null) is CenterCrop or TenCrop or MultiCrop { ShortSides.Count: 0 } or null;

    /// <summary>Name of the recipe that is used where none is named.</summary>
    public static string Default => "HalfWidth";

    /// <summary>Names of the recipes that come with the module, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => RecipeFile.Names;

    /// <summary>A recipe that comes with the module, by name, ignoring case.</summary>
    /// <exception cref="RecipeException">There is none; the message lists the names.</exception>
    public static Recipe Get(string name) => RecipeFile.Get(name);

    /// <summary>
    /// Reads a recipe from a JSON file. A path of an architecture in it starts from the file's folder.
    /// </summary>
    /// <exception cref="RecipeException">The file cannot be read or is not valid; the message names file and
    /// field.</exception>
    public static Recipe Load(string path) => RecipeFile.Load(path);

    /// <summary>A recipe by name, or the file at a path.</summary>
    /// <exception cref="RecipeException">There is neither, or the file is not valid.</exception>
    public static Recipe Resolve(string nameOrPath) => RecipeFile.Resolve(nameOrPath);

    /// <summary>Reads a recipe from JSON.</summary>
    /// <param name="json">The text; comments are allowed.</param>
    /// <param name="origin">What error messages call it.</param>
    /// <exception cref="RecipeException">It is not valid.</exception>
    public static Recipe Parse(string json, string origin = "recipe") => RecipeFile.Parse(json, origin);

    /// <summary>The recipe as JSON, indented.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeFile.Json);

    /// <summary>The network for a number of classes.</summary>
    /// <exception cref="NetworkDefinitionException">There is no such architecture, or it is not valid.</exception>
    public NetworkDefinition BuildNetwork(int classes) => Architecture.Resolve().WithClasses(classes);

    /// <summary>
    /// The same recipe with another network. Crops follow the size of its input, and rules for layers that it has not
    /// are left out.
    /// </summary>
    /// <param name="architecture">A preset, a file or a definition.</param>
    /// <param name="warn">Told which rules are left out.</param>
    /// <exception cref="NetworkDefinitionException">There is no such architecture, or it is not valid.</exception>
    public Recipe WithArchitecture(RecipeArchitecture architecture, Action<string>? warn = null) =>
        ArchitectureReplacement.With(this, architecture, warn);

    /// <summary>The same recipe with layers frozen: their weights stay as they are.</summary>
    /// <param name="layers">Layer names, wildcards or ranges: "conv1", "conv*", "conv1..conv5".</param>
    public Recipe WithFrozen(IEnumerable<string> layers) => this with
    {
        Optimizer = Optimizer with {
            Layers = Optimizer.Layers.Concat(
                layers.Select(pattern => new LayerRule { Layers = pattern, LearningRateFactor = 0 })).ToArray() },
    };

    /// <summary>The same recipe with everything that it takes from the training set written out.</summary>
    /// <exception cref="TransformException">It needs statistics and there are none.</exception>
    public Recipe WithStatistics(DatasetStatistics? statistics) => this with
    {
        // Arrays, because PowerShell cannot take the second of a list that the compiler makes.
        TrainTransforms = TrainTransforms.Select(transform =>
            transform is MeanImageSubtract && SharesMean ? transform : transform.Resolve(statistics)).ToArray(),
        EvaluationTransforms = EvaluationTransforms.Select(transform => transform.Resolve(statistics)).ToArray(),
    };

    /// <summary>The same recipe for images that were prepared in this way; unchanged for null.</summary>
    internal Recipe WithPreparation(ImagePreparation? preparation) => preparation is null
        ? this
        : this with { ImageSize = preparation.ImageSize, MaximumSide = preparation.MaximumSide,
            Crop = preparation.Crop };

    /// <summary>The same recipe with other crops in evaluation.</summary>
    /// <exception cref="RecipeException">It has nothing to take other crops in place of.</exception>
    public Recipe WithCrops(EvaluationCrops crops) => CropReplacement.With(this, crops);

    /// <summary>The training transforms, ready for a network.</summary>
    public TransformPipeline CreateTrainTransforms(NetworkDefinition network) =>
        new([.. TrainTransforms.Select(transform => transform is MeanImageSubtract { Mean: null } subtract
            ? subtract with { Mean = EvaluationMean?.Mean }
            : transform)], network.Input, BatchTransforms);

    /// <summary>The evaluation transforms, ready for a network.</summary>
    public TransformPipeline CreateEvaluationTransforms(NetworkDefinition network) =>
        new(EvaluationTransforms, network.Input);

    /// <summary>Checks every setting; the readers have done so already, a changed copy has not been checked.</summary>
    /// <exception cref="RecipeException">A setting is not valid; the message names it.</exception>
    public void Validate() => RecipeValidation.ThrowIfAny(RecipeValidation.Problems(this), $"recipe '{Name}'");

    /// <inheritdoc/>
    public override string ToString() => Name;

    private MeanImageSubtract? EvaluationMean => EvaluationTransforms.OfType<MeanImageSubtract>().FirstOrDefault();

    // A mean image is most of a recipe's text: it is written once, where prediction needs it.
    private bool SharesMean => EvaluationMean is not null
        && TrainTransforms.OfType<MeanImageSubtract>().All(subtract => subtract.Mean is null);
}

/// <summary>A recipe that cannot be used; the message names file, field, and what is allowed.</summary>
public sealed class RecipeException(string message, Exception? inner = null) : Exception(message, inner);
