using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

public class TakeTests
{
    [Fact]
    public void TakesTheFirstImagesOfEachClass()
    {
        using var folder = new TemporaryFolder();
        foreach (string split in new[] { "train", "val" })
        {
            folder.WriteClass($"{split}/a", 5);
            folder.WriteClass($"{split}/b", 3);
        }

        ImageNetDataset all =
            ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 32 });
        ImageNetDataset some = all.Take(4, 2);
        Assert.Equal(["000", "001", "002", "003", "000", "001", "002"],
            some.Train.Samples.Select(s => Path.GetFileNameWithoutExtension(s.Path)));
        Assert.Equal((4, 2, 0), (some.Classes[0].Train, some.Classes[0].Validation, some.Classes[0].Test));
        Assert.Equal((3, 2, 0), (some.Classes[1].Train, some.Classes[1].Validation, some.Classes[1].Test));
        Assert.Same(some, some.Validation.Dataset);
        Assert.Equal((8, 8), (all.Train.Count, all.Validation.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => all.Take(0));
    }
}
