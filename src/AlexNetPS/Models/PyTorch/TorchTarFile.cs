using System.Globalization;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Models.PyTorch;

/// <summary>
/// The format before PyTorch 0.1.10, a tar archive: storages, each after its key; tensors, each with the key of its
/// storage; and the pickle, which refers to tensors and storages by their keys.
/// </summary>
internal sealed class TorchTarFile(FileBytes bytes) : TorchFile(bytes)
{
    // One more than a file of weights may have, so that WeightFile rejects too many.
    private const int MaximumParts = 10_001, MaximumDimensions = 16;

    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Start, long Bytes)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> _tensors = new(StringComparer.Ordinal);

    public override string Format => "PyTorch state dictionary (before 0.1.10)";

    private protected override StateDictionary Read()
    {
        Dictionary<string, (long Start, long End)> members = Members();
        if (Cursor("storages") is not { } storages || Cursor("tensors") is not { } tensors
            || Cursor("pickle") is not { } pickle)
        {
            throw new FormatException("it is a tar archive, and not one of PyTorch's; unpack it and give a file in it: "
                + $"{NameText.List([.. members.Keys.Select(name => NameText.Truncate(name))])}");
        }

        for (long left = Count(storages); left > 0; left--)
            ReadStorage(storages);
        ReadViews(storages);
        for (long left = Count(tensors); left > 0; left--)
            ReadTensor(tensors);
        return Choose(Unpickle(pickle));

        ByteCursor? Cursor(string name) => members.TryGetValue(name, out (long Start, long End) member)
            ? new(Bytes, member.Start, member.End)
            : null;
    }

    private protected override object? Refer(object? reference) =>
        reference is object?[] parts && parts is [PickleGlobal type, ..] ? type
        : Key(reference) is string key
            ? _tensors.GetValueOrDefault(key) ?? (_storages.TryGetValue(key, out TorchStorage? storage)
                ? storage
                : throw new FormatException($"it lacks the tensor '{key}'"))
            : throw new FormatException("its pickle refers to something that is not a tensor");

    private protected override (long Start, long Bytes) Find(string key) =>
        _places.TryGetValue(key, out (long Start, long Bytes) place)
            ? place
            : throw new FormatException($"it lacks the storage '{key}'");

    private Dictionary<string, (long Start, long End)> Members()
    {
        var members = new Dictionary<string, (long Start, long End)>(StringComparer.Ordinal);
        byte[] block = new byte[TarHeader.BlockLength];
        for (long at = 0; at <= Bytes.Length - block.Length && members.Count < MaximumParts;)
        {
            Bytes.Read(block, at);
            if (!TarHeader.TryParse(block, out TarHeader header))
                break;
            at += block.Length;
            if (header.Length > Bytes.Length - at)
            {
                throw new FormatException(
                    $"it is truncated: its member '{NameText.Truncate(header.Name)}' ends after it");
            }

            if (header.IsFile)
                members[header.Name] = (at, at + header.Length);
            at += (header.Length + block.Length - 1) / block.Length * block.Length;
        }

        return members;
    }

    // (key, device, class), the number of elements, the elements.
    private void ReadStorage(ByteCursor cursor)
    {
        if (Unpickle(cursor) is not object?[] parts || parts is not [object id, _, PickleGlobal name]
            || Key(id) is not string key || TorchType.OfStorage(name.Name) is not { } type)
        {
            throw Damaged();
        }

        ulong count = cursor.ReadUInt64();
        if ((UInt128)count * (ulong)type.Bytes > (ulong)cursor.Left)
        {
            throw new FormatException($"it is truncated: a storage of {count:N0} elements starts at byte "
                + $"{cursor.Position:N0}, and {cursor.Left:N0} bytes are left");
        }

        _storages[key] = new(type, key, (long)count, 0, (long)count);
        _places[key] = (cursor.Position, (long)count * type.Bytes);
        cursor.Skip(count * (ulong)type.Bytes);
    }

    // A list of (key, key of the storage that it is a part of, first element, number of elements).
    private void ReadViews(ByteCursor cursor)
    {
        if (Unpickle(cursor) is not List<object?> views)
            throw Damaged();
        foreach (object? view in views)
        {
            if (view is not object?[] parts || parts is not [object id, object root, long first, long count]
                || Key(id) is not string key || Key(root) is not string of
                || !_storages.TryGetValue(of, out TorchStorage? storage)
                || first < 0 || count < 0 || first > storage.Count || count > storage.Count - first)
            {
                throw Damaged();
            }

            _storages[key] = storage with { Count = count, First = storage.First + first };
        }
    }

    // (key, key of its storage, class), the number of dimensions in 8 bytes, shape, strides, first element.
    private void ReadTensor(ByteCursor cursor)
    {
        if (Unpickle(cursor) is not object?[] parts || parts is not [object id, object of, _]
            || Key(id) is not string key || Key(of) is not string root
            || !_storages.TryGetValue(root, out TorchStorage? storage))
        {
            throw Damaged();
        }

        uint dimensions = cursor.ReadUInt32();
        cursor.Skip(sizeof(uint));
        if (dimensions > MaximumDimensions)
            throw Damaged();
        object?[] shape = Sizes(cursor, dimensions), strides = Sizes(cursor, dimensions);
        _tensors[key] = TorchTensor.Make([storage, (long)cursor.ReadUInt64(), shape, strides]);
    }

    private static object?[] Sizes(ByteCursor cursor, uint count)
    {
        object?[] sizes = new object?[count];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = (long)cursor.ReadUInt64();
        return sizes;
    }

    private long Count(ByteCursor cursor) => Unpickle(cursor) is long count and >= 0 and < MaximumParts
        ? count
        : throw Damaged();

    /// <summary>Keys were addresses: whole numbers, or such as text.</summary>
    private static string? Key(object? value) => value switch
    {
        long number => number.ToString(CultureInfo.InvariantCulture),
        System.Numerics.BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        _ => PickleText.Of(value),
    };

    private static FormatException Damaged() => new("it is damaged: its storages and tensors do not fit together");
}
