using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;
using AlexNetPS.Tests.Imaging;

namespace AlexNetPS.Tests.Datasets;

public class CacheKeyTests
{
    [Theory]
    [InlineData(StoreFormat.Npy)]
    [InlineData(StoreFormat.Shards)]
    public void AnIndexHasTheKeyOfTheStoreWhereverTheFilesAre(StoreFormat format)
    {
        using TemporaryFolder folder = Written();
        ImportOptions options = Options(folder, format);
        ImageNetDataset store = ImageNetImporter.Import(folder.Photos, options);
        string key = store.CacheKey!;
        Assert.Equal(64, key.Length);
        Assert.Equal(key, ImageNetDataset.Open(store.StorePath!).CacheKey);
        Assert.Equal(key, ImageNetImporter.Import(folder.Photos, options with { IndexOnly = true }).CacheKey);
        Assert.Null(store.Take(2).CacheKey);

        // Another folder, other times, another cache, other threads.
        using var other = new TemporaryFolder();
        foreach (string path in Directory.GetFiles(folder.Photos, "*", SearchOption.AllDirectories))
        {
            string copy = other.Write(Path.GetRelativePath(folder.Photos, path).Replace('\\', '/'), File.ReadAllBytes(path));
            File.SetLastWriteTimeUtc(copy, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        }

        ImageNetDataset moved = ImageNetImporter.Import(other.Photos, Options(other, format) with { Threads = 1 });
        Assert.Equal(key, moved.CacheKey);

        // A file that changes and back, imported incrementally each time; the broken file is not read again.
        byte[] original = File.ReadAllBytes(other.At("a", "000.jpg"));
        other.Write("a/000.jpg", DrawnImage.Jpeg(48, 36, 990));
        Assert.NotEqual(key, ImageNetImporter.Import(other.Photos, Options(other, format)).CacheKey);
        other.Write("a/000.jpg", original);
        Assert.Equal(key, ImageNetImporter.Import(other.Photos, Options(other, format)).CacheKey);
    }

    [Fact]
    public void TheKeyIsTheHashThatItsDescriptionSays()
    {
        using TemporaryFolder folder = Written();
        var text = new StringBuilder("store 2\nimages 32 128 None\nlimits 250000000 268435456\npixels\nsplit 0.1 0 0\n"
            + "class\ta\t\nclass\tb\t\n");
        foreach (string name in (string[])["a/000.jpg", "a/001.jpg", "a/002.jpg", "a/broken.jpg", "b/000.jpg", "b/001.jpg",
            "b/002.jpg", "b/empty.jpg"])
        {
            byte[] file = File.ReadAllBytes(folder.At(name.Split('/')));
            string hash = file.Length == 0 ? "-" : Convert.ToHexStringLower(SHA256.HashData(file));
            text.AppendJoin('\t', "-", name[..1], name, hash).Append('\n');
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))),
            ImageNetImporter.Import(folder.Photos, Options(folder, StoreFormat.Npy)).CacheKey);
    }

    [Fact]
    public void WhatDecidesTheBytesOfTheStoreIsInTheKey()
    {
        using TemporaryFolder folder = Written();
        ImportOptions options = Options(folder, StoreFormat.Npy);
        string[] keys = [.. ((ImportOptions[])
        [
            options, options with { ImageSize = 33 }, options with { MaximumSide = 64 },
            options with { Crop = ImageCrop.Center }, options with { Seed = 1 }, options with { ValidationFraction = 0.2 },
            options with { TestFraction = 0.2 }, options with { Limits = new(1_000_000) },
            options with { ClassMap = new Dictionary<string, string?> { ["a"] = "c" } },
            options with { Selection = new() { MaximumPerClass = 2 } }, options with { StoreFormat = StoreFormat.Shards },
            options with { StoreFormat = StoreFormat.Shards, Quality = 80 },
        ]).Select(one => ImageNetImporter.Import(folder.Photos, one with { IndexOnly = true }).CacheKey!)];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, Assert.NotNull);

        // A selection that leaves nothing out is no other dataset, and detected pixels are those asked for.
        Assert.Equal(keys[0], ImageNetImporter.Import(folder.Photos,
            options with { IndexOnly = true, Selection = new() { Include = ["*"] } }).CacheKey);
        Assert.Equal(keys[0], ImageNetImporter.Import(folder.Photos,
            options with { IndexOnly = true, StoreFormat = StoreFormat.Auto, FreeSpace = _ => long.MaxValue }).CacheKey);
        Assert.Equal(keys[10], ImageNetImporter.Import(folder.Photos,
            options with { IndexOnly = true, StoreFormat = StoreFormat.Auto, FreeSpace = _ => 100 }).CacheKey);
    }

    private static ImportOptions Options(TemporaryFolder folder, StoreFormat format) =>
        new() { ImageSize = 32, CachePath = folder.Cache, StoreFormat = format };

    private static TemporaryFolder Written()
    {
        var folder = new TemporaryFolder();
        folder.WriteClass("a", 3);
        folder.WriteClass("b", 3, seed: 50);
        folder.Write("a/broken.jpg", [1, 2, 3]);
        folder.Write("b/empty.jpg", []);
        return folder;
    }
}
