using AlexNetPS.Datasets;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class ImportTests
{
    [Fact]
    public void RealFlowersKeepTheirFoldersSplit()
    {
        string flowers = SharedPhotos.Require("flowers");
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset =
            ImageNetImporter.Import(flowers, new ImportOptions { CachePath = folder.Cache, ImageSize = 64 });
        Assert.Equal(["daisy", "dandelion", "roses", "sunflowers", "tulips"], dataset.Classes.Select(c => c.Name));
        Assert.Equal((1000, 200, 0), (dataset.Train.Count, dataset.Validation.Count, dataset.Test.Count));
        Assert.Empty(dataset.Skipped);
        Assert.Empty(dataset.Warnings);
        Assert.All(dataset.Classes, c => Assert.Equal((200, 40), (c.Train, c.Validation)));
    }

    [Fact]
    public void ImageNetPhotosImportWithNoneSkipped()
    {
        string photos = SharedPhotos.Require("imagenet-sample");
        using var folder = new TemporaryFolder();
        ImageNetDataset dataset = ImageNetImporter.Import(photos, new ImportOptions { CachePath = folder.Cache });
        Assert.Equal(200, dataset.Train.Count);
        Assert.Equal(200, dataset.Classes.Count);
        Assert.Empty(dataset.Skipped);
        Assert.InRange(dataset.Statistics!.Mean[0], 0.44, 0.52);
        Assert.InRange(dataset.Statistics.Mean[2], 0.36, 0.44);
        Assert.True(dataset.Statistics.Eigenvalues[0] > 5 * dataset.Statistics.Eigenvalues[1]);
        byte[] buffer = [];
        foreach (ImageSample sample in dataset.Train.Samples)
        {
            PixelView view = dataset.Pixels.Read(sample, ref buffer);
            Assert.Equal(256, Math.Min(view.Width, view.Height));
        }
    }
}
