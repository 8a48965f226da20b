using System.Text;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using AlexNetPS.SkiaSharp;
using AlexNetPS.SkiaSharp.Text;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Drawing;

public class PictureTextTests
{
    private const string Latin = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-_%()…";

    [Fact]
    public void TheMeasuredWidthIsTheDrawnWidth()
    {
        using var folder = new TemporaryFolder();
        SkiaPictureRenderer renderer = Renderer(folder, ("Latin.ttf", Latin));
        Assert.True(renderer.HasFont);
        Assert.Equal(6 * 20 * BoxFont.Advance, renderer.TextWidth("monkey", 20), 6);

        // Boxes reach from 0.1 to 0.4 of the size, in advances of 0.5.
        (int left, int right, _, _) = Extent(renderer, new TextShape(30, 50, "monkey", 20, Ink.Dark));
        Assert.Equal((32, 30 + 50 + 8 - 1), (left, right));
        (left, right, _, _) = Extent(renderer, new TextShape(150, 50, "monkey", 20, Ink.Dark, TextAnchor.End));
        Assert.Equal((150 - 60 + 2, 150 - 2 - 1), (left, right));
        (left, right, int top, int bottom) =
            Extent(renderer, new TextShape(100, 50, "monkey", 20, Ink.Dark, TextAnchor.Middle));
        Assert.Equal((70 + 2, 130 - 2 - 1, 36, 49), (left, right, top, bottom));
    }

    [Fact]
    public void ACharacterIsOfTheFirstFontThatHasIt()
    {
        using var folder = new TemporaryFolder();
        SkiaPictureRenderer renderer = Renderer(folder, ("Latin.ttf", Latin), ("Others.ttf", "鱼花ह"));
        Assert.Null(renderer.TextWarning(["fish 鱼"]));
        Assert.Equal(6 * 10 * BoxFont.Advance, renderer.TextWidth("fish 鱼", 10), 6);
        string warning = renderer.TextWarning(["鱼", "روز", "ορ", "ок"])!;
        Assert.Contains("Arabic (روز), Greek (ορ), Cyrillic (ок)", warning);
        Assert.DoesNotContain("Chinese", warning);
        Assert.Equal(OperatingSystem.IsLinux(), warning.EndsWith("apt-get install fonts-dejavu-core"));
        string more = renderer.TextWarning(["猫", "ग"])!;
        Assert.Contains("Chinese (猫), Devanagari (ग)", more);
        Assert.Equal(OperatingSystem.IsLinux(), more.EndsWith("apt-get install fonts-noto-cjk fonts-noto-core"));
    }

    [Fact]
    public void OnlyFontsThatAreNeededAreRead()
    {
        using var folder = new TemporaryFolder();
        string first = Path.Combine(folder.Root, "a.ttf"), second = Path.Combine(folder.Root, "b.ttf");
        BoxFont.Write(first, Latin);
        // A damaged file, and one that was removed after the search, are as if they were not there.
        File.WriteAllText(second, "no font");
        int searches = 0;
        var fonts = new FileFonts(() =>
        {
            searches++;
            return [first, second, Path.Combine(folder.Root, "gone.ttc")];
        });
        Assert.Equal(0, searches);
        var renderer = new SkiaPictureRenderer(fonts);
        Assert.True(renderer.TextWidth("abc", 10) > 0);
        File.Delete(first);
        Assert.True(renderer.TextWidth("abcd", 10) > 0);
        Assert.NotNull(renderer.TextWarning(["猫"]));
        Assert.Equal(1, searches);
    }

    [Fact]
    public void FontsOfFoldersBelowAreFoundInTheirOrderOfPreference()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["x/Zebra-Bold.ttf", "x/y/Zebra.otf", "Serif/NotoSerif.ttf", "DejaVuSans.ttf", "NotoSans.TTC"];
        foreach (string name in names.Append("readme.txt").Append("old.pfb"))
        {
            string file = Path.Combine(folder.Root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }

        Assert.Equal(["DejaVuSans.ttf", "NotoSans.TTC", "Zebra.otf", "NotoSerif.ttf", "Zebra-Bold.ttf"],
            FontFile.Search([folder.Root, Path.Combine(folder.Root, "none")]).Select(Path.GetFileName));
        Assert.Equal(0, FontFile.Faces(Path.Combine(folder.Root, "NotoSans.TTC")));
        BoxFont.WriteCollection(Path.Combine(folder.Root, "NotoSans.TTC"), "ab", "One", "Two", "Three");
        Assert.Equal(3, FontFile.Faces(Path.Combine(folder.Root, "NotoSans.TTC")));
    }

    [Fact]
    public void OfACollectionTheFontOfTheLanguageIsTaken()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Root, "NotoSansCJK-Regular.ttc");
        BoxFont.WriteCollection(file, "鱼直かな한", "Boxes JP", "Boxes KR", "Boxes SC");
        var fonts = new FileFonts(() => [file]);
        string FamilyFor(string text) =>
            fonts.With([text.EnumerateRunes().First()], TextScript.Hanzi(text))!.Typeface.FamilyName;
        Assert.Equal("Boxes SC", FamilyFor("直"));
        Assert.Equal("Boxes JP", FamilyFor("直かな"));
        Assert.Equal("Boxes KR", FamilyFor("直한"));
    }

    [Fact]
    public void WithoutAFontNumbersAreDrawnAndTextsAreNot()
    {
        var renderer = new SkiaPictureRenderer(new FileFonts(() => []));
        Assert.False(renderer.HasFont);
        Assert.Equal(0, renderer.TextWidth("daisy", 20));
        Assert.Equal(4 * 12, renderer.TextWidth("12.5", 20), 6);
        Assert.Null(renderer.TextWarning(["12", "98.5 %"]));
        string warning = renderer.TextWarning(["12", "daisy"])!;
        Assert.StartsWith("The system has no font", warning);
        Assert.Equal(OperatingSystem.IsLinux(), warning.EndsWith("apt-get install fonts-dejavu-core"));
        Assert.Equal(default, Extent(renderer, new TextShape(30, 50, "daisy", 20, Ink.Dark)));

        // Every digit looks different.
        Assert.Equal(10, Enumerable.Range(0, 10).Select(digit => Convert.ToHexString(renderer.Render(
            new Picture(40, 40, [new TextShape(10, 30, $"{digit}", 24, Ink.Dark)])).Pixels)).Distinct().Count());
        (int left, int right, int top, int bottom) = Extent(renderer, new TextShape(30, 60, "88", 30, Ink.Dark));
        Assert.InRange(left, 30, 33);
        Assert.InRange(right, 58, 66);
        Assert.InRange(top, 35, 39);
        Assert.InRange(bottom, 59, 62);
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("אבג", "גבא")]
    [InlineData("ab אבג cd", "ab גבא cd")]
    [InlineData("אב 12 גד", "דג 12 בא")]
    // The glyphs of brackets are mirrored when they are shaped.
    [InlineData("אב (cd) ג", "ג )cd( בא")]
    [InlineData("ab (אב) c", "ab (בא) c")]
    [InlineData("אב-12.5%", "12.5%-בא")]
    [InlineData("باب ١٢٣", "١٢٣ باب")]
    [InlineData("אב ab,cd", "ab,cd בא")]
    public void RightToLeftTextIsTurnedByTheUnicodeRules(string text, string shown)
    {
        Rune[] characters = [.. text.EnumerateRunes()];
        byte[] levels = BidiLevels.Of(characters);
        string turned = string.Concat(BidiLevels.Order(levels).Select(i => characters[i].ToString()));
        // The words of Arabic letters are written as they are read.
        Assert.Equal(shown.Replace("باب", "باب".Aggregate("", (so, letter) => letter + so)), turned);
    }

    [Fact]
    public void ControlsOfDirectionAndLineEndsDoNothing()
    {
        using var folder = new TemporaryFolder();
        SkiaPictureRenderer renderer = Renderer(folder, ("Latin.ttf", Latin));
        byte[] Drawn(string text) =>
            renderer.Render(new Picture(200, 40, [new TextShape(5, 30, text, 20, Ink.Dark)])).Pixels;
        Assert.Equal(Drawn("ab cd.exe"), Drawn("a\u202Eb\ncd\u2066.exe\u2069"));
        Assert.Null(renderer.TextWarning(["a\u202Eb\ncd\u2066.e\u200Dxe\uFE0E"]));
    }

    [Fact]
    public void ShapingUsesTheLettersBesideEachOther()
    {
        var system = new FileFonts(() => FontFile.Search(["/usr/share/fonts"]));
        Assert.SkipUnless(OperatingSystem.IsLinux() && system.Default is not null
            && system.With([new('ع')], TextScript.Of(new('ع'))) is not null, "no Arabic font: install fonts-dejavu-core");
        var renderer = new SkiaPictureRenderer(system);
        // Joined letters have other forms than separate ones, a letter with a mark is one.
        Assert.NotInRange(renderer.TextWidth("ععع", 40) - 3 * renderer.TextWidth("ع", 40), -1, 1);
        Assert.Equal(renderer.TextWidth("é", 40), renderer.TextWidth("e\u0301", 40), 3);
        Assert.Equal(renderer.TextWidth("ab", 40), renderer.TextWidth("a\u200Bb", 40), 3);
    }

    private static SkiaPictureRenderer Renderer(TemporaryFolder folder, params (string Name, string Characters)[] fonts)
    {
        string[] files = [.. fonts.Select(font => Path.Combine(folder.Root, font.Name))];
        for (int i = 0; i < files.Length; i++)
            BoxFont.Write(files[i], fonts[i].Characters);
        return new(new FileFonts(() => files));
    }

    private static (int Left, int Right, int Top, int Bottom) Extent(SkiaPictureRenderer renderer, Shape shape)
    {
        RgbImage image = renderer.Render(new Picture(200, 100, [shape]));
        var dark = Enumerable.Range(0, image.Width * image.Height).Where(i => image.Pixels[3 * i] < 150)
            .Select(i => (X: i % image.Width, Y: i / image.Width)).ToArray();
        return dark.Length == 0 ? default
            : (dark.Min(at => at.X), dark.Max(at => at.X), dark.Min(at => at.Y), dark.Max(at => at.Y));
    }
}
