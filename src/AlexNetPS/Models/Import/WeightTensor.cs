using AlexNetPS.Formats;
using System.Buffers;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Safetensors;

namespace AlexNetPS.Models.Import;

/// <summary>
/// A tensor in a third-party file, viewed with strides in elements. Other layouts are converted to PyTorch's by another
/// view of the same bytes; only <see cref="Read"/> copies.
/// </summary>
/// <param name="Name">Name in the file.</param>
/// <param name="File">Source of the bytes.</param>
/// <param name="Type">Element type.</param>
/// <param name="Start">Offset of element 0 of the storage, in bytes.</param>
/// <param name="First">Index of the element at (0, ..., 0).</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Strides">Elements between neighbors in each dimension.</param>
internal sealed record WeightTensor(
    string Name, IByteSource File, TensorDataType Type, long Start, long First, IReadOnlyList<long> Shape,
    IReadOnlyList<long> Strides)
{
    // The elements of a transposed matrix are contiguous; every other column of one is half of a contiguous range.
    private const int WidestSpread = 2;

    private const int PieceBytes = 1 << 18;

    /// <summary>Whether elements are big-endian.</summary>
    public bool BigEndian { get; init; }

    /// <summary>Creates a row-major tensor.</summary>
    public static WeightTensor Contiguous(string name, IByteSource file, TensorDataType type, long start,
        IReadOnlyList<long> shape) =>
        new(name, file, type, start, 0, shape, RowMajor(shape));

    public long Count => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>"[64, 3, 11, 11]".</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>Returns the strides of a row-major shape.</summary>
    public static long[] RowMajor(IReadOnlyList<long> shape)
    {
        long[] strides = new long[shape.Count];
        long next = 1;
        for (int i = shape.Count - 1; i >= 0; i--)
        {
            strides[i] = next;
            next *= shape[i];
        }

        return strides;
    }

    /// <summary>Returns a view with permuted dimensions.</summary>
    public WeightTensor Permute(params int[] axes) =>
        this with { Shape = [.. axes.Select(axis => Shape[axis])], Strides = [.. axes.Select(axis => Strides[axis])] };

    /// <summary>Returns a view with one dimension reversed.</summary>
    public WeightTensor Reverse(int axis) =>
        this with
        {
            First = First + (Shape[axis] - 1) * Strides[axis],
            Strides = [.. Strides.Select((stride, i) => i == axis ? -stride : stride)]
        };

    /// <summary>Returns a view with one dimension split into several.</summary>
    public WeightTensor Split(int axis, params long[] sizes) => this with
    {
        Shape = [.. Shape.Take(axis), .. sizes, .. Shape.Skip(axis + 1)],
        Strides = [.. Strides.Take(axis), .. RowMajor(sizes).Select(stride => stride * Strides[axis]),
            .. Strides.Skip(axis + 1)],
    };

    /// <summary>Returns a view without leading dimensions of 1, down to a number of dimensions.</summary>
    public WeightTensor Squeeze(int dimensions)
    {
        int leading = 0;
        while (Shape.Count - leading > dimensions && Shape[leading] == 1)
            leading++;
        return this with { Shape = [.. Shape.Skip(leading)], Strides = [.. Strides.Skip(leading)] };
    }

    /// <summary>Reads all values, in row-major order of <see cref="Shape"/>.</summary>
    /// <exception cref="FormatException">The file has become shorter, or a value is not finite.</exception>
    public void Read(Span<float> destination)
    {
        if (Strides.SequenceEqual(RowMajor(Shape)))
            ReadStored(destination, First);
        else
            ReadStrided(destination, First, 0);
        FiniteValues.Check(Name, destination);
    }

    /// <summary>
    /// Reads in one pass if the elements are close together; otherwise part by part, since a few elements may be spread
    /// over a large file.
    /// </summary>
    private void ReadStrided(Span<float> destination, long first, int axis)
    {
        long[] reaches = [.. Enumerable.Range(axis, Shape.Count - axis).Select(i => (Shape[i] - 1) * Strides[i])];
        long lowest = first + reaches.Sum(reach => Math.Min(0, reach)), span = reaches.Sum(Math.Abs) + 1;
        if (span <= (long)WidestSpread * destination.Length)
        {
            float[] stored = ArrayPool<float>.Shared.Rent((int)span);
            ReadStored(stored.AsSpan(0, (int)span), lowest);
            Gather(stored, first - lowest, axis, destination);
            ArrayPool<float>.Shared.Return(stored);
            return;
        }

        int inner = destination.Length / (int)Shape[axis];
        for (int i = 0; i < Shape[axis]; i++)
            ReadStrided(destination.Slice(i * inner, inner), first + i * Strides[axis], axis + 1);
    }

    private void ReadStored(Span<float> destination, long first)
    {
        int size = SafetensorsHeader.ElementBytes(Type);
        IByteSource source = File.Reader();
        byte[] buffer = new byte[Math.Min(PieceBytes, destination.Length * (long)size)];
        for (int done = 0; done < destination.Length;)
        {
            int count = Math.Min(destination.Length - done, buffer.Length / size);
            Span<byte> piece = buffer.AsSpan(0, count * size);
            source.Read(piece, Start + (first + done) * size);
            if (BigEndian)
                ReverseElements(piece, size);
            SafetensorsConversion.ToSingle(piece, Type, destination.Slice(done, count));
            done += count;
        }
    }

    private static void ReverseElements(Span<byte> bytes, int size)
    {
        for (; !bytes.IsEmpty; bytes = bytes[size..])
            bytes[..size].Reverse();
    }

    private void Gather(ReadOnlySpan<float> stored, long at, int axis, Span<float> destination)
    {
        if (axis == Shape.Count)
        {
            destination[0] = stored[(int)at];
            return;
        }

        if (axis == Shape.Count - 1)
        {
            for (int i = 0; i < destination.Length; i++)
                destination[i] = stored[(int)(at + i * Strides[axis])];
            return;
        }

        int inner = destination.Length / (int)Shape[axis];
        for (int i = 0; i < Shape[axis]; i++)
            Gather(stored, at + i * Strides[axis], axis + 1, destination.Slice(i * inner, inner));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ShapeText}";
}
