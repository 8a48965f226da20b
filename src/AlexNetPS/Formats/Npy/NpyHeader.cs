using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Npy;

/// <summary>Header of a .npy file, format versions 1 to 3.</summary>
/// <param name="Type">Element type: "&lt;f4", or "|O" for pickled objects.</param>
/// <param name="ColumnMajor">Whether the first dimension varies fastest (Fortran order).</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="DataStart">Offset of the first value.</param>
internal sealed partial record NpyHeader(string Type, bool ColumnMajor, IReadOnlyList<long> Shape, long DataStart)
{
    private const int PrefixBytes = 10, MaximumBytes = 1 << 16, MaximumDimensions = 16;

    /// <summary>Whether the values are pickled objects.</summary>
    public bool IsObjects => Type.EndsWith('O');

    /// <summary>Reads the header from the start of a source.</summary>
    /// <exception cref="FormatException">Truncated, damaged, or not supported.</exception>
    public static NpyHeader Read(IByteSource source)
    {
        var bytes = new ByteCursor(source, 0, source.Length);
        if (source.Length < PrefixBytes + 2)
            throw new FormatException("it is truncated");
        byte[] prefix = new byte[8];
        bytes.Read(prefix);
        if (prefix[0] != 0x93 || !prefix.AsSpan(1).StartsWith("NUMPY"u8))
            throw new FormatException("it has an array that is not in NumPy's format");
        long length = prefix[6] == 1 ? bytes.ReadUInt16() : bytes.ReadUInt32();
        if (length > MaximumBytes || length > bytes.Left)
            throw new FormatException($"it is truncated or damaged: its header claims {length:N0} bytes");
        byte[] text = new byte[(int)length];
        bytes.Read(text);
        return Parse(Encoding.Latin1.GetString(text), bytes.Position);
    }

    private static NpyHeader Parse(string text, long dataStart)
    {
        (Match type, Match order, Match shape) =
            (TypePattern().Match(text), OrderPattern().Match(text), ShapePattern().Match(text));
        if (!type.Success || !order.Success || !shape.Success)
            throw new FormatException("it has an array whose header has no type, order and shape of plain numbers");
        string[] sizes =
            shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        long[] dimensions = [.. sizes.Take(MaximumDimensions).Select(Size)];
        if (sizes.Length > MaximumDimensions || dimensions.Contains(-1))
            throw new FormatException("it has an array whose header has no shape of whole numbers");
        return new(type.Groups[1].Value, order.Groups[1].Value == "True", dimensions, dataStart);
    }

    private static long Size(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : -1;

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"]([^'"]*)['"]""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(True|False)""")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\(([^)]*)\)""")]
    private static partial Regex ShapePattern();
}
