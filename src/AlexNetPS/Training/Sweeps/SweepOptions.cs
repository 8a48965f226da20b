using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Sweeps;

/// <summary>Plan of a sweep: many runs of one recipe with changed settings.</summary>
public sealed record SweepOptions
{
    /// <summary>The recipe, whose settings the sweep changes.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The changed settings; none for a sweep over seeds only.</summary>
    public IReadOnlyList<SweepSetting> Settings { get; init => field = value.ToReadable(); } =
        ReadableList.Empty<SweepSetting>();

    /// <summary>Number of random combinations, at least 1; null for every combination of listed values.</summary>
    public int? Count { get; init; }

    /// <summary>Seed of the random combinations. A larger number of combinations begins with the same ones.</summary>
    public ulong DrawSeed { get; init; }

    /// <summary>Seeds of training: each combination is trained once for each seed.</summary>
    public IReadOnlyList<ulong> Seeds { get; init => field = value.ToReadable(); } = new ReadableList<ulong>([0]);

    /// <summary>Successive halving; null trains every run to its end.</summary>
    public SuccessiveHalving? Halving { get; init; }

    /// <summary>Folder of the sweep, with a folder for each run.</summary>
    public required string Path { get; init; }

    /// <summary>Trained model from which every run starts; null initializes by the recipe.</summary>
    public AlexNetModel? InitialModel { get; init; }

    /// <summary>Device of every run.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Numeric precision, if the engine has a choice.</summary>
    public NetworkPrecision Precision { get; init; }

    /// <summary>How the CPU engine computes convolutions.</summary>
    public ConvolutionAlgorithm Convolution { get; init; }

    /// <summary>
    /// Runs at a time, at least 1; fewer if the memory does not suffice. Results do not depend on it.
    /// </summary>
    public int ThrottleLimit { get; init; } = 1;

    /// <summary>Worker threads of all runs together; 0 for all processors. Results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Whether each run writes metrics, parameters and plots for DVC into its folder.</summary>
    public bool Dvc { get; init; }

    /// <summary>Ends every epoch, and every validation, after this many batches (dry run). Null for all.</summary>
    public int? LimitBatches { get; init; }

    /// <summary>
    /// Reads the options of a sweep from its folder, for a process that trains runs of it. Where they are trained is
    /// not written there: device, precision and threads have their defaults.
    /// </summary>
    /// <param name="path">Folder of the sweep.</param>
    /// <param name="initialModel">The initial model; null reads the file that is named there, if there is one.</param>
    /// <exception cref="TrainingException">There is no sweep, or it cannot be read.</exception>
    /// <exception cref="RecipeException">Its recipe is not valid.</exception>
    /// <exception cref="ModelFormatException">The initial model is damaged.</exception>
    public static SweepOptions Read(string path, AlexNetModel? initialModel = null) => SweepFile.Options(
        System.IO.Path.Combine(System.IO.Path.GetFullPath(path), SweepFolder.FileName), initialModel);
}
