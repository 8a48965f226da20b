using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;

namespace AlexNetPS.Tests.Datasets;

public class MirroredCopyTests
{
    private static readonly HealthOptions _lenient = new() { MinimumImages = 0, MinimumSide = 0 };

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, ", mirrored")]
    [InlineData(2, ", mirrored")]
    [InlineData(3, ", turned")]
    [InlineData(4, ", mirrored and turned")]
    [InlineData(5, ", turned")]
    [InlineData(6, ", turned")]
    [InlineData(7, ", mirrored and turned")]
    public void CopiesOfRealPhotosAreFoundUnderEachSymmetry(int index, string words)
    {
        string flowers = SharedPhotos.Require("flowers");
        var symmetry = ImageSymmetry.Of(index);
        using var folder = new TemporaryFolder();
        ImageNetDataset all = ImageNetImporter.Import(flowers, new ImportOptions { IndexOnly = true, ImageSize = 160 });
        ImageSample[] photos = [.. all.Train.Samples.Where((_, i) => i % 25 == 0)];
        for (int i = 0; i < photos.Length; i++)
        {
            folder.Write($"{(i % 2 == 0 ? "a" : "b")}/{i:D3}.jpg", File.ReadAllBytes(photos[i].Path));
            // Turned, made smaller, and compressed more.
            RgbImage image = Decoded(photos[i], all.Pixels);
            byte[] small = new byte[image.Width * 3 / 5 * (image.Height * 3 / 5) * 3];
            Resampler.Resize(image.View, image.Width * 3 / 5, image.Height * 3 / 5, small);
            RgbImage turned = RepairTests.Turned(new RgbImage(image.Width * 3 / 5, image.Height * 3 / 5, small), symmetry);
            folder.Write($"{(i % 2 == 0 ? "a" : "b")}/{i:D3}-copy.jpg", ImageEncoder.EncodeJpeg(turned.View, 60));
        }

        ImageNetDataset dataset = ImageNetImporter.Import(folder.Photos,
            new ImportOptions { CachePath = folder.Cache, ImageSize = 64, ValidationFraction = 0 });
        DatasetFinding[] found = [.. DatasetHealth.Check(dataset, _lenient)
            .Where(finding => finding.Kind is FindingKind.NearDuplicate)];
        Assert.All(found, finding => Assert.EndsWith($"training split{words}.", finding.What, StringComparison.Ordinal));
        Assert.All(found, finding => Assert.Single(finding.Files.Select(file => Path.GetFileName(file)[..3]).Distinct()));
        Assert.Equal(photos.Length, found.Length);
    }

    [Fact]
    public void SymmetriesAreAGroup()
    {
        int[] square = [.. Enumerable.Range(0, 9)];
        for (int i = 0; i < ImageSymmetry.Count; i++)
        {
            ImageSymmetry one = ImageSymmetry.Of(i);
            Assert.Equal(i, one.Index);
            Assert.Equal(default, one.Then(one.Inverse()));
            for (int j = 0; j < ImageSymmetry.Count; j++)
            {
                ImageSymmetry other = ImageSymmetry.Of(j);
                Assert.Equal(Applied(Applied(square, one), other), Applied(square, one.Then(other)));
            }
        }

        static int[] Applied(int[] values, ImageSymmetry symmetry)
        {
            int[] turned = new int[9];
            symmetry.Apply<int>(values, 3, turned);
            return turned;
        }
    }

    [Fact]
    public void AMirrorImageHasTheSignsOfTheMirroredOne()
    {
        for (uint seed = 0; seed < 20; seed++)
        {
            RgbImage photo = HealthTests.Photo(seed);
            Orientations plain = PerceptualHash.Of(photo.View).Orientations;
            for (int i = 0; i < ImageSymmetry.Count; i++)
            {
                ImageSymmetry symmetry = ImageSymmetry.Of(i);
                Orientations turned = PerceptualHash.Of(RepairTests.Turned(photo, symmetry).View).Orientations;
                // Resampling rounds a little differently from the other side.
                Assert.InRange(System.Numerics.BitOperations.PopCount(plain.Under(symmetry) ^ turned.Signs), 0, 2);
            }
        }
    }

    private static RgbImage Decoded(ImageSample photo, IPixelSource pixels)
    {
        byte[] buffer = [];
        PixelView view = pixels.Read(photo, ref buffer);
        return new RgbImage(view.Width, view.Height, view.Pixels.ToArray());
    }
}
