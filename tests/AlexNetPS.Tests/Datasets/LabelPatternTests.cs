using AlexNetPS.Datasets;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class LabelPatternTests
{
    [Fact]
    public void LabelsComeFromFileNames()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["cat_001.jpg", "cat_002.jpg", "deeper/dog_001.jpg", "dog_002.jpg", "123.jpg"])
            folder.Write(name, DrawnImage.Jpeg(20, 20));
        folder.Write("cat_003.txt", "no image"u8.ToArray());
        ImageNetDataset dataset = Import(folder, @"^(?<label>[a-z]+)_\d+");
        Assert.Equal(["cat", "cat", "dog", "dog"], dataset.Train.Samples.Select(s => s.Label));
        Assert.Equal(folder.At("123.jpg"), Assert.Single(dataset.Skipped).Path);
        Assert.Contains("123.jpg", Assert.Single(dataset.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void APatternWithASlashSeesThePath()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["ann/cat/1.jpg", "bob/cat/2.jpg", "ann/dog/3.jpg"])
            folder.Write(name, DrawnImage.Jpeg(20, 20));
        Assert.Equal(["cat", "dog"], Import(folder, "^[a-z]+/(?<label>[^/]+)/").Classes.Select(c => c.Name));
    }

    [Fact]
    public void PartsAreKept()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["train/cat.0.jpg", "train/dog.0.jpg", "Valid/cat.1.jpg", "test/dog.1.jpg"])
            folder.Write(name, DrawnImage.Jpeg(20, 20));
        ImageNetDataset dataset = Import(folder, @"^(?<label>\w+)\.");
        Assert.Equal((2, 1, 1), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.Equal("dog", dataset.Test.Samples[0].Label);
    }

    [Theory]
    [InlineData(@"^([a-z]+)_", "(?<label>")]
    [InlineData(@"^(?<label>[a-z+_", "regular expression")]
    [InlineData(@"^(?<label>\d+)$", "matches none of the 1 image")]
    [InlineData(@"^(?<label>(a+)+)$(?<!b)", "takes too long")]
    public void APatternThatDoesNotWorkSaysWhy(string pattern, string reason)
    {
        using var folder = new TemporaryFolder();
        folder.Write(new string('a', 60) + "!.jpg", DrawnImage.Jpeg(20, 20));
        Assert.Contains(reason, Assert.Throws<DatasetException>(() => Import(folder, pattern)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RepetitionsInRepetitionsTakeNoTime()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 40; i++)
            folder.Write($"{new string('a', 60)}{i}!.jpg", DrawnImage.Jpeg(20, 20));
        folder.Write("aa.jpg", DrawnImage.Jpeg(20, 20));
        folder.Write("b.jpg", DrawnImage.Jpeg(20, 20));
        // With a time limit for each name this would take a minute and more, and end in an error.
        Assert.Equal(["aa", "b"], Import(folder, @"^(?<label>(a+)+|b)\.jpg$").Classes.Select(c => c.Name));
    }

    private static ImageNetDataset Import(TemporaryFolder folder, string pattern) =>
        ImageNetImporter.Import(folder.Photos, new ImportOptions
        {
            CachePath = folder.Cache,
            ImageSize = 16,
            ValidationFraction = 0,
            LabelPattern = pattern,
        });
}
