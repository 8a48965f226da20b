using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Lets a parameter take an encoding, its name, or the number of a code page.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EncodingNameAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = BaseObject.Of(inputData);
        return value switch
        {
            Encoding => value,
            int number => Find(number) ?? throw Unknown(value),
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) =>
                Find(number) ?? throw Unknown(value),
            string text => Find(text) ?? throw Unknown(value),
            _ => throw Unknown(value),
        };
    }

    private static Encoding? Find(string name) => name.ToLowerInvariant() switch
    {
        "utf8" or "utf8bom" or "utf8nobom" => Encoding.UTF8,
        "unicode" or "utf16" => Encoding.Unicode,
        "bigendianunicode" => Encoding.BigEndianUnicode,
        "utf32" => Encoding.UTF32,
        "ansi" => Find(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "oem" => Find(CultureInfo.CurrentCulture.TextInfo.OEMCodePage),
        _ => Quietly(() => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)),
    };

    private static Encoding? Find(int codePage) => Quietly(
        () => CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage));

    private static Encoding? Quietly(Func<Encoding> find)
    {
        try
        {
            return find();
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static ArgumentTransformationMetadataException Unknown(object? given) =>
        new($"'{given}' is no encoding. Use a name (utf8, unicode, bigendianunicode, ansi, windows-1252, shift_jis) or "
            + "the number of a code page (1252, 1251, 932).");
}
