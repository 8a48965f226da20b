using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Npy;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Text;
using AlexNetPS.Formats.Zip;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.NumPy;

/// <summary>Arrays written by NumPy; the layout follows from their names.</summary>
internal abstract class NumPyFile(FileBytes bytes) : WeightFile(bytes)
{
    // One more than a file of weights may have, so that WeightFile rejects too many.
    private protected const int MaximumEntries = 10_001;

    /// <summary>caffe-tensorflow converted Caffe's networks to such files.</summary>
    public override string? Architecture => BlueFirst ? "BvlcAlexNet" : null;

    public override bool BlueFirst => Layout.BlueFirst;

    public override bool ChannelsLast => Layout.ChannelsLast == true;

    private NumPyLayout Layout => field ??= NumPyLayout.Of(Entries);

    private IReadOnlyList<NumPyEntry> Entries => field ??= [.. Read().Take(MaximumEntries)];

    protected sealed override IEnumerable<WeightTensor> List() => Layout.Tensors(Entries);

    /// <summary>Returns the arrays.</summary>
    private protected abstract IEnumerable<NumPyEntry> Read();

    /// <summary>Returns the arrays in the pickle of an object array.</summary>
    private protected static IEnumerable<NumPyEntry> Unpickle(string prefix, IByteSource source, NpyHeader header)
    {
        var cursor = new ByteCursor(source, header.DataStart, source.Length);
        return NumPyEntry.Of(prefix, new PickleReader(source, cursor, NumPyArray.Types).Read());
    }
}

/// <summary>
/// A pickled dictionary in a .npy file, from layer name to weights and biases: bvlc_alexnet.npy, converted by
/// caffe-tensorflow from Caffe's network, and similar files.
/// </summary>
internal sealed class NumPyDictionaryFile(FileBytes bytes) : NumPyFile(bytes)
{
    public override string Format => "NumPy dictionary";

    private protected override IEnumerable<NumPyEntry> Read()
    {
        NpyHeader header = NpyHeader.Read(Bytes);
        return header.IsObjects ? Unpickle("", Bytes, header)
            : throw new FormatException("it is a plain array, not a dictionary of layers");
    }
}

/// <summary>A .npz file: a zip archive with one .npy file per array, compressed or not.</summary>
internal sealed class NumPyArchive(FileBytes bytes) : NumPyFile(bytes)
{
    private const string Extension = ".npy";

    // Maximum decompressed size of a pickle: ten times AlexNet. The size of arrays is limited by the network.
    private const long MaximumPickle = 4L << 30;

    private readonly List<ZipMember> _used = [];

    public override string Format => "NumPy archive";

    /// <summary>Whether a zip archive contains NumPy arrays.</summary>
    public static bool Is(FileBytes file) => Arrays(file).Any();

    public override void Verify() =>
        LargestFirst.ForEach(_used, member => member.Length, Stopping, member => member.Verify(Bytes));

    private protected override IEnumerable<NumPyEntry> Read()
    {
        ZipMember[] members = [.. Arrays(Bytes)];
        if (members.Length >= MaximumEntries)
        {
            throw new FormatException(
                $"it has {members.Length:N0} arrays, far more than such a network; it is damaged or hostile");
        }

        foreach (ZipMember member in members)
        {
            Stopping.ThrowIfCancellationRequested();
            _used.Add(member);
            string path = member.Name[..^Extension.Length];
            IByteSource source = member.Open(Bytes);
            NpyHeader header = NpyHeader.Read(source.Reader());
            if (!header.IsObjects)
            {
                long start = header.DataStart;
                if (header.Shape.Count == 0)
                    continue;
                NumPyType type = NumPyType.Of(header.Type);
                string shown = NameText.Truncate(path);
                yield return new(path,
                    type.Tensor(shown, source, start, source.Length - start, header.Shape, header.ColumnMajor));
                continue;
            }

            if (member.IsDeflated && member.Length > MaximumPickle)
            {
                throw new FormatException(
                    $"its member '{NameText.Truncate(path)}' claims {member.Length:N0} bytes; at most "
                        + $"{MaximumPickle:N0} are decompressed");
            }

            // A single member is the dictionary itself, whatever its name.
            foreach (NumPyEntry entry in Unpickle(members.Length == 1 ? "" : path, source, header))
                yield return entry;
        }
    }

    private static IEnumerable<ZipMember> Arrays(FileBytes file) =>
        StoredZip.Members(file, compressed: true).Values.Where(
            member => member.Name.EndsWith(Extension, StringComparison.Ordinal));
}
