using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Networks.Initialization;
using AlexNetPS.Recipes.Architectures;
using AlexNetPS.Recipes.Changes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Transforms;

namespace AlexNetPS.Recipes;

/// <summary>
/// How a network is trained and evaluated, as data: one JSON file. Runs and models contain their recipe, so that
/// prediction uses the same transforms as training.
/// </summary>
public sealed record Recipe
{
    internal const int DefaultImageSize = 256;

    /// <summary>Name, usually the file's.</summary>
    public required string Name { get; init; }

    /// <summary>One-line description.</summary>
    public string? Description { get; init; }

    /// <summary>Source of the settings.</summary>
    public string? Source { get; init; }

    /// <summary>The network.</summary>
    public required RecipeArchitecture Architecture { get; init; }

    /// <summary>Initial weights by layer name; the last matching rule wins.</summary>
    public IReadOnlyList<InitializationRule> Initialization { get; init => field = value.ToReadable(); } =
        ReadableList.Empty<InitializationRule>();

    /// <summary>The optimizer and its base learning rate.</summary>
    public required OptimizerDefinition Optimizer { get; init; }

    /// <summary>Learning rate schedule.</summary>
    public ScheduleDefinition Schedule { get; init; } = new ConstantSchedule();

    /// <summary>Number of epochs, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images per batch, at least 1.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Sampling of the training images.</summary>
    public Sampling Sampling { get; init; } = Sampling.Shuffled;

    /// <summary>
    /// Label smoothing: fraction of the target spread over all classes, in [0, 1) (Szegedy et al. 2016).
    /// </summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Class weights of the loss; null for equal weights.</summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>Early stopping; null for none.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Checkpoints in addition to the best model.</summary>
    public CheckpointPlan Checkpoints { get; init; } = new();

    /// <summary>How often a run logs to TensorBoard.</summary>
    public CurvePlan Curves { get; init; } = new();

    /// <summary>Short side of the prepared images in pixels. Training uses the dataset's and records it here.</summary>
    public int ImageSize { get; init; } = DefaultImageSize;

    /// <summary>Maximum long side of the prepared images in pixels; null for four times the short side.</summary>
    public int? MaximumSide { get; init; }

    /// <summary>
    /// Crop of the prepared images: whole images or central squares. Recorded by training; null (whole images) if not
    /// recorded.
    /// </summary>
    public ImageCrop? Crop { get; init; }

    /// <summary>
    /// How files are prepared before the transforms. As long as no training has recorded that of its images, a recipe
    /// that crops prepared images squeezes none of them, as torchvision does not.
    /// </summary>
    [JsonIgnore]
    public ImagePreparation Preparation => new(ImageSize,
        MaximumSide ?? (Crop is null && CropsPreparedImages ? RecipeValidation.LongestSide(ImageSize) : 0),
        Crop ?? ImageCrop.None);

    /// <summary>Transforms from a stored image to the network's input, in training.</summary>
    public required IReadOnlyList<TransformDefinition> TrainTransforms { get; init => field = value.ToReadable(); }

    /// <summary>
    /// Mixing of the images in a training batch (mixup, CutMix); of several, one is chosen at random per batch. Empty
    /// for none.
    /// </summary>
    public IReadOnlyList<BatchTransformDefinition> BatchTransforms { get; init => field = value.ToReadable(); } =
        ReadableList.Empty<BatchTransformDefinition>();

    /// <summary>Transforms from a stored image to the network's input, in validation and prediction.</summary>
    public required IReadOnlyList<TransformDefinition> EvaluationTransforms { get; init => field = value.ToReadable(); }

    /// <summary>
    /// Crops per image in evaluation, whose softmax outputs are averaged: 1, or several for several places, flips and
    /// scales.
    /// </summary>
    [JsonIgnore]
    public int EvaluationViews => EvaluationTransforms.Aggregate(1, (views, transform) => views * transform.Views);

    /// <summary>
    /// Whether evaluation crops the prepared images directly, so that their size determines the network's view.
    /// </summary>
    internal bool CropsPreparedImages => EvaluationTransforms.FirstOrDefault(transform => transform is Resize
        || transform.OutputSize is not null) is CenterCrop or TenCrop or MultiCrop { ShortSides.Count: 0 } or null;

    /// <summary>Name of the default recipe.</summary>
    public static string Default => "HalfWidth";

    /// <summary>Names of the built-in recipes, in ordinal order.</summary>
    public static IReadOnlyList<string> Names => RecipeFile.Names;

    /// <summary>Returns a built-in recipe by name, ignoring case.</summary>
    /// <exception cref="RecipeException">There is no such recipe; the message lists the names.</exception>
    public static Recipe Get(string name) => RecipeFile.Get(name);

    /// <summary>Reads a recipe from a JSON file. Architecture paths in it are relative to the file's folder.</summary>
    /// <exception cref="RecipeException">The file cannot be read or is not valid; the message names the file and the
    /// field.</exception>
    public static Recipe Load(string path) => RecipeFile.Load(path);

    /// <summary>Returns a recipe by name or path.</summary>
    /// <exception cref="RecipeException">There is no such recipe, or the file is not valid.</exception>
    public static Recipe Resolve(string nameOrPath) => RecipeFile.Resolve(nameOrPath);

    /// <summary>Reads a recipe from JSON.</summary>
    /// <param name="json">The JSON; comments are allowed.</param>
    /// <param name="origin">Name of the recipe in error messages.</param>
    /// <exception cref="RecipeException">The recipe is not valid.</exception>
    public static Recipe Parse(string json, string origin = "recipe") => RecipeFile.Parse(json, origin);

    /// <summary>Returns the recipe as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeFile.Json);

    /// <summary>Returns the network for a number of classes.</summary>
    /// <exception cref="NetworkDefinitionException">The architecture does not exist or is not valid.</exception>
    public NetworkDefinition BuildNetwork(int classes) => Architecture.Resolve().WithClasses(classes);

    /// <summary>
    /// Returns the recipe with another network. Crops follow its input size; rules for layers that it does not have are
    /// removed.
    /// </summary>
    /// <param name="architecture">A preset, a path or a definition.</param>
    /// <param name="warn">Called with a message about the removed rules.</param>
    /// <exception cref="NetworkDefinitionException">The architecture does not exist or is not valid.</exception>
    public Recipe WithArchitecture(RecipeArchitecture architecture, Action<string>? warn = null) =>
        ArchitectureReplacement.With(this, architecture, warn);

    /// <summary>Returns the recipe with changed settings, validated as a recipe file is.</summary>
    /// <param name="changes">
    /// New values by name, case ignored: "batchSize", "optimizer.learningRate", "trainTransforms[0].size",
    /// "trainTransforms.HorizontalFlip.probability". An object changes the members that it names, anything else
    /// replaces the value, and null removes it, so that the default applies. An object with another "type" (of a
    /// schedule or a transform) replaces the previous one. "architecture" is a name or <see cref="NetworkChanges"/>;
    /// crops follow.
    /// </param>
    /// <param name="warn">Called with a message about rules for layers that a new network does not have.</param>
    /// <exception cref="RecipeException">There is no such setting, or a value is not valid; the message names the
    /// setting and the nearest valid name.</exception>
    public Recipe WithChanges(JsonObject changes, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return RecipeChanges.Apply(this, changes, warn);
    }

    /// <summary>Returns the recipe with frozen layers, whose weights do not change.</summary>
    /// <param name="layers">Layer names, wildcards or ranges: "conv1", "conv*", "conv1..conv5".</param>
    public Recipe WithFrozen(IEnumerable<string> layers) => this with
    {
        Optimizer = Optimizer with
        {
            Layers = Optimizer.Layers.Concat(
                layers.Select(pattern => new LayerRule { Layers = pattern, LearningRateFactor = 0 })).ToArray()
        },
    };

    /// <summary>Returns the recipe with its values from the training set filled in.</summary>
    /// <exception cref="TransformException">Statistics are needed and missing.</exception>
    public Recipe WithStatistics(DatasetStatistics? statistics) => this with
    {
        TrainTransforms = TrainTransforms.Select(transform =>
            transform is MeanImageSubtract && SharesMean ? transform : transform.Resolve(statistics)).ToArray(),
        EvaluationTransforms = EvaluationTransforms.Select(transform => transform.Resolve(statistics)).ToArray(),
    };

    /// <summary>Returns the recipe for images prepared in this way; unchanged for null.</summary>
    internal Recipe WithPreparation(ImagePreparation? preparation) => preparation is null
        ? this
        : this with
        {
            ImageSize = preparation.ImageSize,
            MaximumSide = preparation.MaximumSide,
            Crop = preparation.Crop
        };

    /// <summary>Returns the recipe with other crops in evaluation.</summary>
    /// <exception cref="RecipeException">The recipe has no crops to replace.</exception>
    public Recipe WithCrops(EvaluationCrops crops) => CropReplacement.With(this, crops);

    /// <summary>Returns the training transforms composed for a network.</summary>
    public TransformPipeline CreateTrainTransforms(NetworkDefinition network) =>
        new([.. TrainTransforms.Select(transform => transform is MeanImageSubtract { Mean: null } subtract
            ? subtract with { Mean = EvaluationMean?.Mean }
            : transform)], network.Input, BatchTransforms);

    /// <summary>Returns the evaluation transforms composed for a network.</summary>
    public TransformPipeline CreateEvaluationTransforms(NetworkDefinition network) =>
        new(EvaluationTransforms, network.Input);

    /// <summary>Checks every setting. Needed only for a changed copy; reading a recipe validates it.</summary>
    /// <exception cref="RecipeException">A setting is not valid; the message names it.</exception>
    public void Validate() => RecipeValidation.ThrowIfAny(RecipeValidation.Problems(this), $"recipe '{Name}'");

    /// <inheritdoc/>
    public override string ToString() => Name;

    private MeanImageSubtract? EvaluationMean => EvaluationTransforms.OfType<MeanImageSubtract>().FirstOrDefault();

    // A mean image is most of a recipe's text, so it is written once, where prediction needs it.
    private bool SharesMean => EvaluationMean is not null
        && TrainTransforms.OfType<MeanImageSubtract>().All(subtract => subtract.Mean is null);
}

/// <summary>Thrown if a recipe cannot be used; the message names the file, the field, and the allowed values.</summary>
public sealed class RecipeException(string message, Exception? inner = null)
    : Exception(MessageText.Of(message), inner);
