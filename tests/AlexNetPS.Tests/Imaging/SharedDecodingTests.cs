using AlexNetPS.Imaging;
using AlexNetPS.Tests.Datasets;

namespace AlexNetPS.Tests.Imaging;

public sealed class SharedDecodingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CountedCodec _codec = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(60, 40, new[] { 80 })] // too small to be halved
    [InlineData(40, 41, new[] { 80 })]
    [InlineData(170, 190, new[] { 80, 96 })] // halved for a side of 10 only
    [InlineData(169, 161, new[] { 80, 96 })]
    [InlineData(300, 200, new[] { 80, 96, 0 })] // halved for all but the unscaled crop
    public void AFileIsDecodedAgainOnlyWhereItWasHalved(int width, int height, int[] leastSides)
    {
        string path = _folder.Write("image", _codec.File(width, height, Orientation.Rotated90));
        using var shared = new SharedDecoding(Preparers());
        var together = new byte[4][];
        shared.Prepare(path, (i, image) => together[i] = image.Pixels.ToArray());
        Assert.Equal(leastSides, _codec.LeastSides);

        foreach ((ImagePreparer preparer, byte[] image) in Preparers().Zip(together))
        {
            using (preparer)
                Assert.Equal(preparer.PrepareImage(path).Pixels, image);
        }

        // It is used again, for images of another size.
        string next = _folder.Write("next", _codec.File(50, 60));
        shared.Prepare(next, (i, image) => together[i] = image.Pixels.ToArray());
        Assert.Equal(leastSides.Length + 4 + 1, _codec.LeastSides.Length);
        Assert.Equal(10 * 12 * 3, together[3].Length);
    }

    private static IEnumerable<ImagePreparer> Preparers() =>
        [new(12), new(8, crop: ImageCrop.CenterUnscaled), new(10, crop: ImageCrop.Center), new(10, 20)];
}
