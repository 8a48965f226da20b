using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Lists in other encodings than UTF-8.</summary>
public class ListTextTests
{
    [Theory]
    [InlineData(1252, "Kröte", "Kräte")]
    [InlineData(1251, "кот", "кит")]
    [InlineData(932, "猫", "表")]
    [InlineData(936, "狗", "猫")]
    public void ACodePageIsRejectedWithItsLineOrReadIfNamed(int codePage, string one, string other)
    {
        using var folder = new TemporaryFolder();
        Encoding encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage)!;
        string list = Write(folder, "list.csv", encoding.GetBytes(Text(one, other)));
        string refusal = Assert.Throws<DatasetException>(() => Import(folder, list)).Message;
        Assert.Contains("line 3", refusal, StringComparison.Ordinal);
        Assert.Contains("-Encoding", refusal, StringComparison.Ordinal);
        Assert.Contains("UTF-8", refusal, StringComparison.Ordinal);
        ImageNetDataset dataset = Import(folder, list, encoding);
        Assert.Equal(((string[])["plain", one, other]).Order(StringComparer.Ordinal), dataset.Classes.Select(c => c.Name));
    }

    [Theory]
    [InlineData("zeros.csv", "")]
    [InlineData("zeros.tsv", "")]
    [InlineData("zeros.txt", "")]
    [InlineData("zeros.jsonl", "")]
    [InlineData("behind-a-header.csv", "path,label\na.jpg,a\n")]
    [InlineData("in-quotes.csv", "path,label\n\"")]
    public void ALineOfMegabytesIsRejectedBeforeItIsRead(string name, string start)
    {
        using var folder = new TemporaryFolder();
        string list = Write(folder, name, Encoding.UTF8.GetBytes(start));
        using (FileStream file = File.OpenWrite(list))
            file.SetLength(1L << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string refusal = Assert.Throws<DatasetException>(() => Import(folder, list)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        Assert.Contains($"line {1 + start.Count(c => c == '\n')} has more than 4,194,304 bytes", refusal, StringComparison.Ordinal);
        Assert.Contains(name, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "unicode")]
    [InlineData(true, "bigendianunicode")]
    public void Utf16WithoutAMarkIsRejectedWithItsName(bool bigEndian, string name)
    {
        using var folder = new TemporaryFolder();
        var encoding = new UnicodeEncoding(bigEndian, byteOrderMark: true);
        byte[] bytes = encoding.GetBytes(Text("кот", "猫"));
        string list = Write(folder, "list.csv", bytes);
        string refusal = Assert.Throws<DatasetException>(() => Import(folder, list)).Message;
        Assert.Contains("line 1", refusal, StringComparison.Ordinal);
        Assert.Contains($"-Encoding {name}", refusal, StringComparison.Ordinal);
        Assert.Equal(3, Import(folder, list, encoding).Classes.Count);
        list = Write(folder, "marked.csv", [.. encoding.GetPreamble(), .. bytes]);
        Assert.Equal(3, Import(folder, list).Classes.Count);
    }

    [Fact]
    public void LabelsThatHaveLostACharacterAreNoClass()
    {
        using var folder = new TemporaryFolder();
        string list = Write(folder, "list.csv", Encoding.UTF8.GetBytes(Text("Kr\uFFFDte", "Kr\uFFFDte")));
        Assert.Contains("line 3", Assert.Throws<DatasetException>(() => Import(folder, list)).Message,
            StringComparison.Ordinal);
        list = Write(folder, "list.txt", [.. "1.jpg 0\n2.jpg 1\n3.jpg 0\nKr"u8, 0xF6, .. "te.jpg 1\n"u8]);
        Assert.Contains("line 4", Assert.Throws<DatasetException>(() => Import(folder, list)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongEncodingIsRejectedToo()
    {
        using var folder = new TemporaryFolder();
        string list = Write(folder, "list.csv", [.. "path,label\n1.jpg,a\n2.jpg,"u8, 0x81, 0x20, (byte)'\n']);
        Assert.Contains("line 3", Assert.Throws<DatasetException>(
            () => Import(folder, list, CodePagesEncodingProvider.Instance.GetEncoding(932))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>JSON can hold half of a character outside the basic plane, and .NET has no text for it.</summary>
    [Theory]
    [InlineData("{\"path\": \"x.png\", \"label\": \"\\ud83d\"}")]
    [InlineData("{\"path\": \"x.png\", \"\\ud83d\": \"a\"}")]
    public void ALineOfJsonThatIsNoTextIsABadRow(string line)
    {
        using var folder = new TemporaryFolder();
        string list = Write(folder, "list.jsonl", Encoding.UTF8.GetBytes(line + "\n"
            + "{\"path\": \"1.jpg\", \"label\": \"a\"}\n{\"path\": \"2.jpg\", \"label\": \"b\"}\n"));
        ImageNetDataset dataset = Import(folder, list);
        Assert.Equal(["a", "b"], dataset.Classes.Select(c => c.Name));
        Assert.Single(dataset.Skipped);
    }

    private static string Text(string one, string other) =>
        $"path,label\n1.jpg,plain\n2.jpg,{one}\n3.jpg,{other}\n4.jpg,plain\n";

    private static string Write(TemporaryFolder folder, string name, byte[] bytes)
    {
        for (int i = 1; i <= 4; i++)
            folder.Write($"{i}.jpg", DrawnImage.Jpeg(20, 20));
        return folder.Write(name, bytes);
    }

    private static ImageNetDataset Import(TemporaryFolder folder, string list, Encoding? encoding = null) =>
        ImageNetImporter.Import(list, new ImportOptions
        {
            CachePath = folder.Cache,
            ImageSize = 16,
            ValidationFraction = 0,
            Encoding = encoding,
        });
}
