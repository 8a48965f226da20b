using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Datasets.Layouts.Cifar;

/// <summary>Reads the pickles of CIFAR for Python as data: nothing in them is run.</summary>
internal static class CifarPickle
{
    // NumPy 2 renamed its internal package.
    private static readonly string[] _packages = ["numpy.core", "numpy._core"];

    private static readonly PickleTypes _types = new()
    {
        Makers = new Dictionary<string, Func<object?[], object?>>(
        [
            .. _packages.Select(package => Maker($"{package}.multiarray._reconstruct", _ => new PixelArray())),
            .. _packages.Select(package => Maker($"{package}.numeric._frombuffer", PixelArray.OfBuffer)),
            Maker("numpy.dtype", arguments => new ElementType(arguments.Length > 0 ? PickleText.Of(arguments[0]) : null)),
            Maker("_codecs.encode", Latin1Text.Encode),
        ], StringComparer.Ordinal),
    };

    /// <summary>Reads a dictionary of data and labels.</summary>
    /// <exception cref="FormatException">It is damaged, or not a batch.</exception>
    public static CifarBatch ReadBatch(string shown, byte[] file, CifarVersion version)
    {
        IReadOnlyDictionary<string, object?> values = Read(shown, file);
        string key = version.IsHundred ? "fine_labels" : "labels";
        if (values.GetValueOrDefault(key) is not List<object?> list
            || !list.TrueForAll(label => label is long and >= 0 and < 256))
        {
            throw new FormatException($"{shown} has no list '{key}' of whole numbers. Download it again.");
        }

        if (values.GetValueOrDefault("data") is not PixelArray data || data.Bytes is not { } pixels
            || data.Type != "u1")
        {
            throw new FormatException($"{shown} has no array 'data' of unsigned bytes. Download it again.");
        }

        if (pixels.Length != (long)list.Count * CifarBatch.PlanesBytes || list.Count == 0)
        {
            throw new FormatException($"{shown} has {list.Count:N0} labels and {pixels.Length:N0} bytes of images, which "
                + $"are {CifarBatch.PlanesBytes:N0} bytes each. Download it again.");
        }

        byte[] planes = new byte[(int)pixels.Length];
        pixels.File.Reader().Read(planes, pixels.Offset);
        return new([.. list.Select(label => (int)(long)label!)], planes, 0, CifarBatch.PlanesBytes);
    }

    /// <summary>Reads the class names.</summary>
    /// <exception cref="FormatException">It is damaged, or has no names.</exception>
    public static IReadOnlyList<string> ReadNames(string shown, byte[] file, CifarVersion version)
    {
        string key = version.IsHundred ? "fine_label_names" : "label_names";
        return Read(shown, file).GetValueOrDefault(key) is List<object?> names
            && names.ConvertAll(PickleText.Of) is { } texts && !texts.Contains(null)
            ? [.. texts.OfType<string>()]
            : throw new FormatException($"{shown} has no list '{key}' of names. Download it again.");
    }

    private static IReadOnlyDictionary<string, object?> Read(string shown, byte[] file)
    {
        var source = new ArrayBytes(file);
        try
        {
            return new PickleReader(source, new ByteCursor(source, 0, file.Length), _types).Read()
                is PickleDictionary dictionary
                ? dictionary.Named()
                : throw new FormatException("it is no dictionary");
        }
        catch (FormatException e)
        {
            throw new FormatException($"{shown} cannot be read as a pickle of CIFAR for Python: "
                + $"{e.Message.TrimEnd('.')}. Download it again, or use the binary version.", e);
        }
    }

    private static KeyValuePair<string, Func<object?[], object?>> Maker(string name, Func<object?[], object?> make) =>
        KeyValuePair.Create(name, make);

    /// <summary>Type of an array's elements.</summary>
    private sealed record ElementType(string? Name) : IPickleState
    {
        public void SetState(object? state)
        {
            // The order of bytes.
        }
    }

    /// <summary>An array: empty and filled afterwards, or of a buffer (protocol 5).</summary>
    private sealed class PixelArray : IPickleState
    {
        public PickleBytes? Bytes { get; private set; }

        public string? Type { get; private set; }

        public static PixelArray OfBuffer(object?[] arguments) =>
            arguments is [PickleBytes bytes, ElementType type, _, object order, ..] && PickleText.Of(order) == "C"
                ? new PixelArray { Bytes = bytes, Type = type.Name }
                : new PixelArray();

        public void SetState(object? state)
        {
            // Version, shape, type, whether the first dimension varies fastest, values.
            if (state is object?[] { Length: 5 } parts && parts[2] is ElementType type && parts[3] is false)
                (Bytes, Type) = (parts[4] as PickleBytes, type.Name);
        }
    }
}
