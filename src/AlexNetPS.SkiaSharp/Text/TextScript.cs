using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>A script: how its fonts are called, and where Debian has one.</summary>
/// <param name="Tag">Its four letters in ISO 15924.</param>
/// <param name="Name">What the names of its fonts contain; null: nothing special.</param>
/// <param name="Package">Package of Debian with a font.</param>
internal sealed record TextScript(string Tag, string? Name, string Package)
{
    /// <summary>A package with a font for plain text.</summary>
    public const string PlainPackage = "fonts-dejavu-core";

    private const string Cjk = "CJK", CjkPackage = "fonts-noto-cjk", NotoPackage = "fonts-noto-core";

    private static readonly Dictionary<string, TextScript> _known = new TextScript[]
    {
        new("Latn", "Latin", PlainPackage),
        new("Grek", "Greek", PlainPackage),
        new("Cyrl", "Cyrillic", PlainPackage),
        new("Hani", Cjk, CjkPackage) { Region = "SC", Language = "zh-Hans" },
        new("Bopo", Cjk, CjkPackage) { Region = "TC", Language = "zh-Hant" },
        new("Hira", Cjk, CjkPackage) { Region = "JP", Language = "ja" },
        new("Kana", Cjk, CjkPackage) { Region = "JP", Language = "ja" },
        new("Hang", Cjk, CjkPackage) { Region = "KR", Language = "ko" },
        new("Arab", "Arabic", PlainPackage),
        new("Hebr", "Hebrew", PlainPackage),
        new("Armn", "Armenian", PlainPackage),
        new("Geor", "Georgian", PlainPackage),
        new("Laoo", "Lao", PlainPackage),
        new("Deva", "Devanagari", NotoPackage),
        new("Beng", "Bengali", NotoPackage),
        new("Guru", "Gurmukhi", NotoPackage),
        new("Gujr", "Gujarati", NotoPackage),
        new("Orya", "Oriya", NotoPackage),
        new("Taml", "Tamil", NotoPackage),
        new("Telu", "Telugu", NotoPackage),
        new("Knda", "Kannada", NotoPackage),
        new("Mlym", "Malayalam", NotoPackage),
        new("Sinh", "Sinhala", NotoPackage),
        new("Thai", "Thai", NotoPackage),
        new("Tibt", "Tibetan", NotoPackage),
        new("Mymr", "Myanmar", NotoPackage),
        new("Khmr", "Khmer", NotoPackage),
        new("Ethi", "Ethiopic", NotoPackage),
        new("Mong", "Mongolian", NotoPackage),
        new("Syrc", "Syriac", NotoPackage),
        new("Thaa", "Thaana", NotoPackage),
        new("Cher", "Cherokee", NotoPackage),
    }.ToDictionary(script => script.Tag);

    /// <summary>Digits, punctuation and other characters of all scripts.</summary>
    public static TextScript Common { get; } = new("Zyyy", null, NotoPackage);

    public static TextScript Latin => _known["Latn"];

    public static TextScript Emoji { get; } = new("Zsye", "Emoji", "fonts-noto-color-emoji");

    /// <summary>Which font of a collection: SC, TC, JP or KR; null: any.</summary>
    public string? Region { get; init; }

    /// <summary>Language that the choice of a font may depend on; null: none.</summary>
    public string? Language { get; init; }

    /// <summary>Name for people.</summary>
    public string DisplayName => this switch
    {
        { Region: "JP" } => "Japanese",
        { Region: "KR" } => "Korean",
        { Name: Cjk } => "Chinese",
        { Tag: "Zsye" } => "emoji",
        _ => Name ?? "symbols",
    };

    /// <summary>Returns the script of a character; Common also for marks, which belong to the letter before them.</summary>
    public static TextScript Of(Rune character)
    {
        if (character.Value is (>= 0x1F000 and <= 0x1FAFF) or 0xFE0F)
            return Emoji;
        string tag = UnicodeFunctions.Default.GetScript(character.Value).ToString();
        return tag is "Zyyy" or "Zinh" or "Zzzz" ? Common
            : _known.TryGetValue(tag, out TextScript? known) ? known
            : new(tag, null, NotoPackage);
    }

    /// <summary>
    /// Returns the script by which the Chinese characters of a text are drawn: Japanese beside kana, Korean beside
    /// hangul.
    /// </summary>
    public static TextScript Hanzi(string text)
    {
        TextScript? kana = null, hangul = null;
        foreach (Rune character in text.EnumerateRunes())
        {
            TextScript script = Of(character);
            if (script.Region == "JP")
                kana = script;
            else if (script.Region == "KR")
                hangul = script;
        }

        return _known["Hani"] with
        {
            Region = (kana ?? hangul ?? _known["Hani"]).Region,
            Language = (kana ?? hangul ?? _known["Hani"]).Language,
        };
    }

    /// <summary>Whether a character has no glyph of its own: joiners, variation selectors, marks of direction.</summary>
    public static bool IsInvisible(Rune character) =>
        character.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF) or 0x034F or 0x115F or 0x1160
            or 0x3164 or (>= 0x180B and <= 0x180F)
        || Rune.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
