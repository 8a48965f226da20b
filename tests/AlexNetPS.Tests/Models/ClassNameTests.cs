using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Files;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Models;

/// <summary>One rule for files of class names, and the names of ILSVRC-2012.</summary>
public sealed class ClassNameTests : WeightFixtures
{
    [Theory]
    [InlineData("{\n    \"0\": \"daisy\",\n    \"1\": \"roses\",\n    \"2\": \"tulips\"\n}")]
    [InlineData("""{"daisy": 0, "tulips": 2, "roses": 1}""")]
    [InlineData("{0: 'daisy',\n 1: 'roses',\n 2: 'tulips'}")]
    [InlineData("{'daisy': 0, 'roses': 1, 'tulips': 2,}")]
    [InlineData("{0: u'daisy', 1: u\"roses\", 2: u'tulips'}\n")]
    [InlineData("['daisy', 'roses', 'tulips']")]
    [InlineData("""["daisy", "roses", "tulips"]""")]
    [InlineData("0 daisy\n1 roses\n2 tulips")]
    [InlineData("2: tulips\r\n0: daisy\r\n1: roses\r\n")]
    [InlineData("\uFEFFdaisy\nroses\ntulips\n")]
    public void EveryFormGivesTheNames(string text) => Assert.Equal(["daisy", "roses", "tulips"], Read(text));

    [Theory]
    [InlineData("{0: 'tench, Tinca tinca', 1: \"jack-o'-lantern\"}", "tench, Tinca tinca", "jack-o'-lantern")]
    [InlineData("{0: 'jack-o\\'-lantern', 1: 'caf\\u00e9'}", "jack-o'-lantern", "café")]
    [InlineData("""{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}""", "n01440764 tench",
        "n01443537 goldfish")]
    [InlineData("{0: ('n01440764', 'tench'), 1: ('n01443537', 'goldfish')}", "n01440764 tench", "n01443537 goldfish")]
    [InlineData("""{"n01443537": "goldfish", "n01440764": "tench"}""", "n01440764 tench", "n01443537 goldfish")]
    [InlineData("""[["n01440764", "tench"], ["n01443537", "goldfish"]]""", "n01440764 tench", "n01443537 goldfish")]
    [InlineData("7 seas\n8 mile", "7 seas", "8 mile")]
    public void EntriesAreKeptWhole(string text, string first, string second) =>
        Assert.Equal([first, second], Read(text));

    [Theory]
    [InlineData("""{"a": {"b": 1}}""", "in line 1 a name in quotes")]
    [InlineData("{\n\"0\": \"a\",\n\"1\": null}", "in line 3 a name in quotes")]
    [InlineData("""{"0": "a" "1": "b"}""", "a ',' or '}' is expected")]
    [InlineData("""{"0": "a", "1": "b" """, "a ',' or '}' is expected")]
    [InlineData("""{"0" "a"}""", "a ':' is expected")]
    [InlineData("""{"0": "a""", "no end")]
    [InlineData("""{"0": "a"} {"1": "b"}""", "more after its end")]
    [InlineData("""{"0": "\u00zz"}""", "hexadecimal")]
    [InlineData("""{"0": 1.5}""", "expected")]
    [InlineData("""{"0": ["a", 1]}""", "a list of up to 16 strings")]
    [InlineData("""{"a": "b", "c": "d"}""", "no numbers of outputs")]
    [InlineData("""{"0": "a", "0": "b"}""", "output 0 twice")]
    [InlineData("""{"1": "a", "2": "b"}""", "no name for output 0")]
    [InlineData("""{"0": "a", "1": "a"}""", "'a' twice")]
    [InlineData("""{"0": ""}""", "no names")]
    [InlineData("{}", "no names")]
    [InlineData("[]", "no names")]
    [InlineData("""{"0": 99999999999}""", "expected")]
    public void WhatIsNoSuchFileIsRefusedInPlainWords(string text, string reason)
    {
        string path = Write(Encoding.UTF8.GetBytes(text), "names.json");
        string message = Assert.Throws<ModelFormatException>(() => ClassNameFile.Read(path)).Message;
        Assert.StartsWith($"'{path}' cannot be read as class names: ", message);
        Assert.Contains(reason, message);
        Assert.DoesNotContain("BytePositionInLine", message);
    }

    [Fact]
    public void OtherEncodingsAndBracketsWithoutEndAreRefused()
    {
        Assert.Contains("UTF-8",
            Assert.Throws<ModelFormatException>(
                () => ClassNameFile.Read(Write([(byte)'K', 0xF6, (byte)'t'], "latin.txt"))).Message);
        var deep = new string('[', 1 << 20);
        Assert.Contains("expected",
            Assert.Throws<ModelFormatException>(
                () => ClassNameFile.Read(Write(Encoding.UTF8.GetBytes(deep), "deep.json"))).Message);
        Assert.Contains("at most",
            Assert.Throws<ModelFormatException>(
                () => ClassNameFile.Read(Write(new byte[(16 << 20) + 1], "large.txt"))).Message);
    }

    [Theory]
    [InlineData("{\"0\": \"a cat\", \"1\": \"a dog\"}", "a cat", "a dog", "0", "1")]
    [InlineData("{'a cat': 0, 'a dog': 1}", "a cat", "a dog", "0", "1")]
    [InlineData("a cat\na dog\n", "a cat", "a dog", "0", "1")]
    [InlineData("{'cat': 'a cat', 'dog': 'a dog'}", "a cat", "a dog", "cat", "dog")]
    [InlineData("cat a cat\ndog a dog", "a cat", "a dog", "cat", "dog")]
    [InlineData("{\"0\": \"cat\", \"1\": \"dog\"}", null, null, "cat", "dog")]
    public void DatasetsReadTheSameFiles(string text, string? first, string? second, string firstClass,
        string secondClass)
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass(firstClass, 2);
        folder.WriteClass(secondClass, 2);
        string path = Write(Encoding.UTF8.GetBytes(text), "names.txt");
        ImageNetDataset Import(string names) => ImageNetImporter.Import(folder.Photos,
            new ImportOptions { ClassNamePath = names, CachePath = folder.Cache, ImageSize = 16 });
        ImageNetDataset dataset = Import(path);
        Assert.Equal([first, second], dataset.Classes.Select(c => c.Description));
        Assert.DoesNotContain(dataset.Warnings, warning => warning.Contains("readable name", StringComparison.Ordinal));

        string wrong = Write("{\"a\": {}}"u8.ToArray(), "wrong.json");
        Assert.Contains("in line 1", Assert.Throws<DatasetException>(() => Import(wrong)).Message);
    }

    [Fact]
    public void ImageNetHasAThousandClassesInTheOrderOfTheirSynsets()
    {
        Assert.Equal(1000, ImageNetClasses.Words.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ImageNetClasses.Synsets.Distinct().Order(StringComparer.Ordinal), ImageNetClasses.Synsets);
        (int Output, string Synset, string Words)[] known =
        [
            (0, "n01440764", "tench, Tinca tinca"), (18, "n01582220", "magpie"),
            (134, "n02012849", "crane (wading bird)"),
            (281, "n02123045", "tabby, tabby cat"),
            (301, "n02165456", "ladybug, ladybeetle, lady beetle, ladybird, ladybird beetle"),
            (517, "n03126707", "crane (lifting device)"), (639, "n03710721", "maillot, tank suit"),
            (985, "n11939491", "daisy"), (999, "n15075141", "toilet tissue, toilet paper, bathroom tissue"),
        ];
        Assert.All(known,
            row => Assert.Equal((row.Synset, row.Words),
                (ImageNetClasses.Synsets[row.Output], ImageNetClasses.Words[row.Output])));
    }

    [Theory]
    [InlineData("zip.pth", "OneTower", 1000, true)]
    [InlineData("v1.caffemodel", "CaffeNet", 1000, true)]
    [InlineData("v1.caffemodel", "BvlcAlexNet", 1000, true)]
    [InlineData("dictionaries.npy", "BvlcAlexNet", 1000, true)]
    [InlineData("zip.pth", "Paper", 1000, false)]
    [InlineData("zip.pth", "OneTower", 999, false)]
    [InlineData("v1.caffemodel", "OneTower", 1000, false)]
    public void PublishedWeightsGetTheirClasses(string fixture, string architecture, int outputs, bool named)
    {
        using WeightFile file = WeightFiles.Open(new FileBytes(Write(Bytes(fixture))));
        var warnings = new List<string>();
        IReadOnlyList<string> classes =
            ModelImport.Classes(null, NetworkArchitecture.Get(architecture).WithClasses(outputs), file, warnings.Add);
        Assert.Equal(outputs, classes.Count);
        Assert.Equal(named ? "magpie" : "18", classes[18]);
        Assert.Contains(named ? "ILSVRC-2012" : "has no class names; they are", Assert.Single(warnings));
        string[] own = [.. Enumerable.Range(0, outputs).Select(i => $"class {i}")];
        Assert.Equal(own,
            ModelImport.Classes(own, NetworkArchitecture.Get(architecture).WithClasses(outputs), file, warnings.Add));
        Assert.Single(warnings);
    }

    [Fact]
    public void FoldersOfSynsetsAreThePublishedClasses()
    {
        using var folder = new TemporaryFolder();
        foreach (string synset in new[] { "n03126707", "n02012849", "n01440764" })
            folder.WriteClass(synset, 2);
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 16 });
        Assert.Equal([0, 134, 517], ClassMapping.Find(ImageNetClasses.Words, dataset));
    }

    private IReadOnlyList<string> Read(string text) =>
        ClassNameFile.Read(Write(Encoding.UTF8.GetBytes(text), "names.txt"));
}
