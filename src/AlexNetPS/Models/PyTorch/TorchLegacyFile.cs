using System.Numerics;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Models.PyTorch;

/// <summary>
/// The format before PyTorch 1.6: a magic number, a version, facts about the machine, the dictionary and the keys of
/// the storages, all as pickles; then each storage as its count and its bytes.
/// </summary>
internal sealed class TorchLegacyFile(FileBytes bytes) : TorchFile(bytes)
{
    private static readonly BigInteger _magic =
        BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    private readonly Dictionary<string, TorchStorage> _referred = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Start, long Bytes)> _storages = new(StringComparer.Ordinal);

    public override string Format => "PyTorch state dictionary (before 1.6)";

    private protected override StateDictionary Read()
    {
        var cursor = new ByteCursor(Bytes, 0, Bytes.Length);
        if (Unpickle(cursor) is not BigInteger magic || magic != _magic)
        {
            throw new FormatException(
                "it is a pickle, but not one of PyTorch's; save weights with torch.save(model.state_dict(), path)");
        }

        if (Unpickle(cursor) is not 1001L)
            throw new FormatException("it has another version than PyTorch's 1001");
        if (Unpickle(cursor) is not PickleDictionary machine
            || machine.Named().GetValueOrDefault("little_endian") is false)
        {
            throw new FormatException("it was written on a big-endian machine, or it is damaged");
        }

        StateDictionary weights = Choose(Unpickle(cursor));
        if (Unpickle(cursor) is not List<object?> keys)
            throw new FormatException("it lacks the list of its storages");
        foreach (object? key in keys)
            ReadStorage(cursor, PickleText.Of(key));
        return weights;
    }

    private protected override object? Refer(object? reference)
    {
        TorchStorage storage = TorchStorage.FromReference(reference);
        return _referred[storage.Key] = storage;
    }

    private protected override (long Start, long Bytes) Find(string key) =>
        _storages.TryGetValue(key, out (long Start, long Bytes) storage)
            ? storage
            : throw new FormatException($"it lacks the storage '{key}'");

    // The element size is known only from the references.
    private void ReadStorage(ByteCursor cursor, string? key)
    {
        if (key is null || !_referred.TryGetValue(key, out TorchStorage? storage))
            throw new FormatException("it is damaged: it has a storage that no tensor uses");
        ulong count = cursor.ReadUInt64();
        if (count != (ulong)storage.Stored)
        {
            throw new FormatException(
                $"it is damaged: a storage has {count:N0} elements, and its tensor expects {storage.Stored:N0}");
        }

        UInt128 length = (UInt128)count * (ulong)storage.Type.Bytes;
        if (length > (ulong)cursor.Left)
        {
            throw new FormatException($"it is truncated: a storage of {length:N0} bytes starts at byte "
                + $"{cursor.Position:N0}, and {cursor.Left:N0} are left");
        }

        _storages[key] = (cursor.Position, (long)length);
        cursor.Skip((ulong)length);
    }
}
