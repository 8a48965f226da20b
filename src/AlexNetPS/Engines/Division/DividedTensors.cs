using System.Runtime.InteropServices;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;

namespace AlexNetPS.Engines.Division;

/// <summary>
/// Whole tensors and values of a network whose layers are divided: the outputs of a layer are the first dimension of its
/// weights, so that the parts of the ranks follow one another. All ranks call every method.
/// </summary>
internal sealed class DividedTensors
{
    // Of a rank: 4 MB.
    private const int PieceValues = 1 << 20;

    private readonly IRankGroup _ranks;
    private readonly HashSet<string> _divided;

    public DividedTensors(LayerDivision division)
    {
        _ranks = division.Ranks;
        _divided = [.. division.Layers.Where(part => part.IsDivided && part.Layer.HasParameters)
            .SelectMany(part => new[] { $"{part.Layer.Name}.weight", $"{part.Layer.Name}.bias" })];
    }

    /// <summary>Whether the ranks have parts of a parameter.</summary>
    public bool AreDivided(TensorDescription parameter) => _divided.Contains(parameter.Name);

    /// <summary>Returns the shape of the whole parameter of which this rank may have a part.</summary>
    public TensorDescription Whole(TensorDescription own) => AreDivided(own)
        ? own with { Shape = [own.Shape[0] * _ranks.Size, .. own.Shape.Skip(1)] }
        : own;

    /// <summary>Returns the part of this rank.</summary>
    public ReadOnlySpan<float> Own(ReadOnlySpan<float> whole)
    {
        int count = whole.Length / _ranks.Size;
        return whole.Slice(_ranks.Rank * count, count);
    }

    /// <summary>Gives all ranks the parts of all.</summary>
    public void Gather(ReadOnlySpan<float> own, Span<float> whole)
    {
        float[] all = new float[Math.Min(PieceValues, own.Length) * _ranks.Size];
        for (int first = 0; first < own.Length; first += PieceValues)
        {
            ReadOnlySpan<float> piece = own.Slice(first, Math.Min(PieceValues, own.Length - first));
            Span<float> pieces = all.AsSpan(0, piece.Length * _ranks.Size);
            _ranks.Exchange(MemoryMarshal.AsBytes(piece), MemoryMarshal.AsBytes(pieces));
            for (int rank = 0; rank < _ranks.Size; rank++)
            {
                pieces.Slice(rank * piece.Length, piece.Length)
                    .CopyTo(whole.Slice((rank * own.Length) + first, piece.Length));
            }
        }
    }

    /// <summary>Gives all ranks the channels of all, of each image.</summary>
    /// <param name="own">[count, channels of a rank, rows, columns].</param>
    /// <param name="whole">Receives [count, channels, rows, columns].</param>
    /// <param name="images">Number of images.</param>
    public void GatherChannels(ReadOnlySpan<float> own, Span<float> whole, int images)
    {
        float[] all = new float[whole.Length];
        Gather(own, all);
        int part = own.Length / images;
        for (int image = 0; image < images; image++)
        {
            for (int rank = 0; rank < _ranks.Size; rank++)
            {
                all.AsSpan(rank * own.Length + image * part, part)
                    .CopyTo(whole.Slice((image * _ranks.Size + rank) * part, part));
            }
        }
    }

    /// <summary>Returns the sum of a number over all ranks, from rank 0 to the last.</summary>
    public double Sum(double own)
    {
        double[] all = new double[_ranks.Size];
        _ranks.Exchange(MemoryMarshal.AsBytes([own]), MemoryMarshal.AsBytes(all.AsSpan()));
        return all.Sum();
    }
}
