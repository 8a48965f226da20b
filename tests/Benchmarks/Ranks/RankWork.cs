using System.Globalization;
using AlexNetPS.Ranks;

namespace AlexNetPS.Benchmarks.Ranks;

/// <summary>What ranks train.</summary>
/// <param name="Network">A preset.</param>
/// <param name="Batch">Images of all ranks in a step.</param>
/// <param name="Threads">Threads of a rank.</param>
/// <param name="Parallelism">What the ranks divide.</param>
/// <param name="Sum">How gradients are summed.</param>
/// <param name="Device">Device of each rank.</param>
internal sealed record RankWork(string Network, int Batch, int Threads, Parallelism Parallelism, GradientSum Sum,
    string Device)
{
    /// <summary>How gradients are summed, or Model if the layers are divided.</summary>
    public string Way => Parallelism == Parallelism.Model ? $"{Parallelism}" : $"{Sum}";

    /// <summary>Reads the arguments of a process: NETWORK BATCH THREADS WAY DEVICE.</summary>
    public static RankWork Parse(IReadOnlyList<string> arguments)
    {
        bool divides = arguments[3] == $"{Parallelism.Model}";
        return new(arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture),
            int.Parse(arguments[2], CultureInfo.InvariantCulture), divides ? Parallelism.Model : Parallelism.Data,
            divides ? GradientSum.Float32 : Enum.Parse<GradientSum>(arguments[3]), arguments[4]);
    }

    /// <summary>Returns the arguments of a process.</summary>
    public string[] Arguments() => [Network, Batch.ToString(CultureInfo.InvariantCulture),
        Threads.ToString(CultureInfo.InvariantCulture), Way, Device];
}
