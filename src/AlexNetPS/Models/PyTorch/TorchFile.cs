using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.PyTorch;

/// <summary>A file of <c>torch.save(model.state_dict(), path)</c>, in either of its two formats.</summary>
internal abstract class TorchFile(FileBytes bytes) : WeightFile(bytes)
{
    /// <summary>Returns the tensors in the order of the dictionary.</summary>
    protected sealed override IEnumerable<WeightTensor> List() =>
        Read().Select(entry => Locate(entry.Key, entry.Value));

    /// <summary>Reads the dictionary of weights.</summary>
    private protected abstract IReadOnlyList<KeyValuePair<string, TorchTensor>> Read();

    /// <summary>Returns the offset and the length of a storage, in bytes.</summary>
    private protected abstract (long Start, long Bytes) Find(string key);

    private WeightTensor Locate(string name, TorchTensor tensor)
    {
        (long start, long held) = Find(tensor.Storage.Key);
        int size = SafetensorsHeader.ElementBytes(tensor.Storage.Type);
        if ((Int128)tensor.Storage.Count * size > held)
        {
            throw new FormatException($"it is truncated or damaged: the storage of tensor '{name}' should have "
                + $"{tensor.Storage.Count:N0} elements of {size} bytes, and there are {held:N0} bytes");
        }

        return new(name, Bytes, tensor.Storage.Type, start, tensor.Offset, tensor.Shape, tensor.Strides);
    }

    private protected object? Unpickle(ByteCursor cursor) =>
        new PickleReader(Bytes, cursor, TorchTensor.Types(Refer)).Read();

    /// <summary>Reads a reference to a storage.</summary>
    private protected virtual TorchStorage Refer(object? reference) => TorchStorage.FromReference(reference);
}
