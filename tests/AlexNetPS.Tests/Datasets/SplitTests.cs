using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

public class SplitTests
{
    [Fact]
    public void ASplitIsIndexedFromBothEnds()
    {
        using var folder = new TemporaryFolder();
        folder.WriteClass("train/a", 3);
        folder.WriteClass("train/b", 2);
        ImageNetDataset dataset =
            ImageNetImporter.Import(folder.Photos, new ImportOptions { CachePath = folder.Cache, ImageSize = 32 });
        DatasetSplit train = dataset.Train;
        Assert.Same(train.Samples[0], train[0]);
        Assert.Same(train.Samples[train.Count - 1], train[-1]);
        Assert.Same(train[0], train[-train.Count]);
        Assert.Throws<ArgumentOutOfRangeException>(() => train[train.Count]);
        Assert.Throws<ArgumentOutOfRangeException>(() => train[-train.Count - 1]);
        Assert.Equal((dataset.StorePath, "a", 0), (train.StorePath, train[0].Label, train[0].LabelIndex));

        // PowerShell would pipe the images of an enumerable split one by one.
        Assert.False(typeof(System.Collections.IEnumerable).IsAssignableFrom(typeof(DatasetSplit)));
    }
}
