using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Export;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Models;

/// <summary>
/// A trained network with everything needed to use it: weights, classes and the transforms of its training. Immutable;
/// holds no file open.
/// </summary>
/// <remarks>
/// A loaded model has its weights in memory. The model of a <c>TrainingRun</c> reads them from its file on each use:
/// members that need weights then throw a <see cref="ModelFormatException"/> if the file is damaged or was replaced
/// since, and an <see cref="IOException"/> if it cannot be read.
/// </remarks>
public sealed class AlexNetModel
{
    private readonly ModelDescription _description;
    private readonly IModelWeights _weights;
    private readonly Lazy<string> _weightsHash;

    internal AlexNetModel(ModelDescription description, IReadOnlyDictionary<string, float[]> parameters, string? path)
        : this(description, new MemoryWeights(parameters), path)
    {
    }

    internal AlexNetModel(ModelDescription description, IModelWeights weights, string? path)
    {
        string? twice = description.Classes.GroupBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw new FormatException($"two of its classes are named '{twice}'");

        _description = description with { Classes = description.Classes.ToReadable() };
        _weights = weights;
        // A failure to read a file is not remembered.
        _weightsHash = new(ComputeHash, LazyThreadSafetyMode.PublicationOnly);
        Path = path;
    }

    /// <summary>Name, usually the architecture and the dataset.</summary>
    public string Name => _description.Name;

    /// <summary>The network.</summary>
    public NetworkDefinition Definition => _description.Definition;

    /// <summary>Class names, in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Classes => _description.Classes;

    /// <summary>Training recipe; its evaluation transforms and image size apply to predictions.</summary>
    public Recipe Recipe => _description.Recipe;

    /// <summary>Origin of the weights; null if unknown.</summary>
    public ModelTraining? Training => _description.Training;

    /// <summary>Number of parameters: weights and biases.</summary>
    public long Parameters => Definition.Parameters;

    /// <summary>Path of the file that the model was loaded from; null if none.</summary>
    public string? Path { get; }

    /// <summary>Creates a model from a network.</summary>
    /// <param name="network">Network with the weights.</param>
    /// <param name="description">Description of the model.</param>
    /// <exception cref="ArgumentException">The description does not match the network.</exception>
    /// <exception cref="ModelFormatException">A weight is infinite or not a number.</exception>
    public static AlexNetModel FromNetwork(INetwork network, ModelDescription description)
    {
        if (description.Classes.Count != network.Definition.Classes)
        {
            throw new ArgumentException($"{description.Classes.Count} class names do not fit a network with "
                + $"{network.Definition.Classes} outputs.", nameof(description));
        }

        var parameters = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (TensorDescription tensor in network.Parameters)
        {
            float[] values = GC.AllocateUninitializedArray<float>(checked((int)tensor.Count));
            network.Read(tensor.Name, values);
            if (values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                throw new ModelFormatException($"The network cannot become a model: tensor '{tensor.Name}' has a value "
                    + "that is not a finite number. Its training diverged.");
            }

            parameters.Add(tensor.Name, values);
        }

        return new(description with { Definition = network.Definition }, parameters, null);
    }

    /// <summary>
    /// Loads a model, or the model in a checkpoint. Also reads weights of other programs: PyTorch, Caffe, NumPy
    /// dictionaries, plain safetensors. The format is detected from the content, which is never executed, and the
    /// network from the shapes.
    /// </summary>
    /// <exception cref="ModelFormatException">Damaged, truncated, or not a model; the message names the file and the
    /// reason.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static AlexNetModel Load(string path) => Load(path, new());

    /// <summary>Loads a model, with options for what the file does not contain.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="options">Settings that override or complete the file.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public static AlexNetModel Load(string path, ModelImportOptions options,
        CancellationToken cancellation = default) => ModelFile.Load(path, options, cancellation);

    /// <summary>Saves the model in safetensors format, to a temporary file that is then renamed.</summary>
    public void Save(string path)
    {
        IReadOnlyDictionary<string, float[]> values = _weights.ReadAll();
        SafetensorsFile.Write(path, _description.ToMetadata(), TensorDescription.Named(Definition.ParameterTensors),
            (name, destination) => values[name].CopyTo(destination));
    }

    /// <summary>Exports the model to a format of other programs, to a temporary file that is then renamed.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="format">Format; null derives it from the extension: .safetensors, .pth, .pt or .onnx.</param>
    /// <param name="names">Tensor names.</param>
    /// <param name="warn">Receives a warning if the format cannot store something that its readers would get
    /// wrong.</param>
    /// <exception cref="ArgumentException">The extension is not that of a format.</exception>
    /// <exception cref="ModelFormatException">The format cannot express the network.</exception>
    public void Export(string path, ModelFileFormat? format = null, TensorNames names =
        TensorNames.Automatic, Action<string>? warn = null) =>
        ModelExport.Write(InMemory(), path, format ?? ModelExport.FormatOf(path), names, warn);

    /// <summary>Returns the model with its weights in memory.</summary>
    internal AlexNetModel InMemory() => new(_description, _weights.ReadAll(), Path);

    internal ModelDescription Describe() => _description;

    /// <summary>
    /// Returns the SHA-256 of the names, shapes and values of the weights: the same for every file of the model.
    /// </summary>
    public string HashWeights() => _weightsHash.Value;

    /// <summary>Returns the values of a weight or bias tensor, in PyTorch's layout.</summary>
    /// <param name="name">"conv1.weight", "fc8.bias", ...</param>
    /// <exception cref="ArgumentException">No such tensor; the message lists the names.</exception>
    public ReadOnlyMemory<float> Parameter(string name) =>
        Definition.ParameterTensors.FirstOrDefault(tensor => tensor.Name == name) is { } known
        ? _weights.Read(known)
        : throw new ArgumentException($"The model has no parameter '{name}'. It has: "
            + $"{string.Join(", ", Definition.ParameterTensors.Select(tensor => tensor.Name))}.", nameof(name));

    /// <summary>Creates a network for prediction.</summary>
    /// <param name="device">Device of an engine.</param>
    /// <param name="maximumBatchSize">Maximum number of images in one call.</param>
    /// <param name="threads">Worker threads; 0 for all processors.</param>
    /// <param name="precision">Numeric precision, if the engine has a choice.</param>
    /// <param name="convolution">How the CPU engine computes convolutions.</param>
    /// <exception cref="EngineException">Unknown device, or not enough memory.</exception>
    public INetwork CreateNetwork(string device = "cpu", int maximumBatchSize = 32,
        int threads = 0, NetworkPrecision precision = NetworkPrecision.Float32,
        ConvolutionAlgorithm convolution = ConvolutionAlgorithm.Auto)
    {
        var options = new NetworkOptions
        {
            Device = device,
            MaximumBatchSize = maximumBatchSize,
            Threads = threads,
            Precision = precision,
            Convolution = convolution,
        };
        return CreateNetwork(EngineCatalog.ForDevice(device), options);
    }

    /// <summary>Creates a network of an engine.</summary>
    internal INetwork CreateNetwork(IEngine engine, NetworkOptions options)
    {
        IReadOnlyDictionary<string, float[]> values = _weights.ReadAll();
        INetwork network = engine.Create(Definition, options);
        foreach (TensorDescription tensor in network.Parameters)
            network.Write(tensor.Name, values[tensor.Name]);
        return network;
    }

    /// <summary>Returns the same model with different evaluation crops.</summary>
    /// <exception cref="RecipeException">The recipe has no crop that ten crops could replace.</exception>
    public AlexNetModel WithCrops(EvaluationCrops crops) =>
        new(_description with { Recipe = Recipe.WithCrops(crops) }, _weights, Path);

    /// <summary>
    /// Returns a warning if the images of a dataset were prepared differently than those of the model; null otherwise.
    /// </summary>
    /// <param name="dataset">Dataset of the images.</param>
    public string? PreparationWarning(ImageNetDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Preparation is not { } given)
            return null;
        ImagePreparation expected = Recipe.Preparation;
        // Without a record of its training, a model has the image size of a recipe, which matters if the recipe crops.
        bool same = Recipe.Crop is not null
            ? given == expected
            : given.ImageSize == expected.ImageSize || !Recipe.CropsPreparedImages;
        if (same && Recipe.Crop is null && Recipe.CropsPreparedImages
            && given.Squeezed(dataset.Statistics?.Sizes) is > 0 and int squeezed)
        {
            return $"{squeezed:N0} {(squeezed == 1 ? "image" : "images")} of dataset '{dataset.Name}' with a long side of "
                + $"more than {(double)given.MaximumSide / given.ImageSize:0.#} short sides "
                + $"{(squeezed == 1 ? "was" : "were")} squeezed to that, so that model '{Name}' "
                + "sees more of them than in torchvision. Import the folder "
                + $"again with {expected}.";
        }

        return same
            ? null
            : $"Dataset '{dataset.Name}' was prepared with {given}, but model '{Name}' expects images prepared with "
                + $"{expected}: it sees those of the dataset at another scale or with another crop. "
                + $"Import the folder again with {expected}.";
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string classes = string.Join(", ", Classes.Take(5)) + (Classes.Count > 5 ? ", ..." : "");
        string training = Training?.ToString() is { Length: > 0 } text ? $", {text}" : "";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{Name}: {Classes.Count} classes ({classes}), {Parameters:N0} parameters{training}");
    }

    private string ComputeHash()
    {
        IReadOnlyDictionary<string, float[]> values = _weights.ReadAll();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TensorDescription tensor in Definition.ParameterTensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name} [{string.Join(", ", tensor.Shape)}]\n"));
            hash.AppendData(MemoryMarshal.AsBytes(values[tensor.Name].AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
