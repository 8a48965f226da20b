using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Formats.Text;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.PyTorch;

/// <summary>A file of <c>torch.save</c>: a state dictionary, a checkpoint with one, or a whole model.</summary>
internal abstract class TorchFile(FileBytes bytes) : WeightFile(bytes)
{
    private const string Advice = "If you trust the file, load it in Python and save plain weights: "
        + "torch.save(model.state_dict(), 'weights.pth')";

    private static readonly string[] _ofLayers = ["weight", "bias", "packed_params"];

    private readonly List<string> _unread = [];
    private readonly List<string> _notes = [];

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Unread => _unread;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Notes => _notes;

    /// <summary>Returns the tensors in the order of the dictionary.</summary>
    protected sealed override IEnumerable<WeightTensor> List()
    {
        foreach ((string name, object value) in Read().Entries)
        {
            if (value is TorchTensor tensor)
                yield return Locate(name, tensor);
            else if (Reason(value) is string reason)
                Skip(name, reason);
        }
    }

    /// <summary>Reads the dictionary of weights.</summary>
    private protected abstract StateDictionary Read();

    /// <summary>Returns the offset and the length of a storage, in bytes.</summary>
    private protected abstract (long Start, long Bytes) Find(string key);

    private WeightTensor Locate(string name, TorchTensor tensor)
    {
        TorchStorage storage = tensor.Storage;
        (long start, long held) = Find(storage.Key);
        if ((Int128)storage.Stored * storage.Type.Bytes > held)
        {
            throw new FormatException($"it is truncated or damaged: the storage of tensor '{name}' should have "
                + $"{storage.Stored:N0} elements of {storage.Type.Bytes} bytes, and there are {held:N0} bytes");
        }

        return new(name, Bytes, storage.Type.Data!.Value, start, tensor.Offset, tensor.Shape, tensor.Strides);
    }

    private protected object? Unpickle(ByteCursor cursor) =>
        new PickleReader(Bytes, cursor, TorchTypes.With(Resolve)).Read();

    /// <summary>Chooses the dictionary of weights.</summary>
    private protected StateDictionary Choose(object? root)
    {
        (StateDictionary weights, IReadOnlyList<StateDictionary> others) = CheckpointChoice.Of(root, WeightName);
        if (weights.Place == WeightName)
            HasPlace = true;
        if (others.Count > 0 && WeightName is null)
        {
            _notes.Add($"It holds several dictionaries of such weights. {Named(weights.Place)} is read, not "
                + $"{NameText.List([.. others.Select(other => Named(other.Place))])}; choose another with -WeightName.");
        }

        return weights;
    }

    /// <summary>
    /// Resolves a reference: to a storage or, before PyTorch 1.6, ('module', class, file, source) to a class.
    /// </summary>
    private object? Resolve(object? reference) =>
        reference is object?[] parts && parts is [object kind, PickleGlobal type, ..]
        && PickleText.Of(kind) == "module"
            ? type
            : Refer(reference);

    /// <summary>Reads a reference to a storage.</summary>
    private protected virtual object? Refer(object? reference) => TorchStorage.FromReference(reference);

    private static string Named(string place) => place.Length == 0 ? "The outermost" : $"'{place}'";

    /// <summary>Why a value of the dictionary cannot be read; null for one that is no tensor.</summary>
    private static string? Reason(object value) => value switch
    {
        UnreadableTensor tensor => $"has {tensor.Elements}, which are not read",
        PickleObject made => $"is made by '{NameText.Truncate(made.Maker, 100)}', which is not known here, and nothing "
            + "in it was run",
        object?[] { Length: <= 4 } parts => parts.OfType<UnreadableTensor>().Select(Reason).FirstOrDefault(),
        _ => null,
    };

    private void Skip(string name, string reason)
    {
        string shown = NameText.Truncate(name);
        if (!SideTensors.IsOfLoss(name)
            && Array.Exists(_ofLayers, end => name.EndsWith(end, StringComparison.Ordinal)))
        {
            throw new FormatException($"its tensor '{shown}' {reason}. {Advice}");
        }

        _unread.Add(shown);
    }
}
