using AlexNetPS.Datasets;
using AlexNetPS.Drawing;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Samples;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Tests.Models;
using AlexNetPS.Tests.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Inference;

public class SampleSheetTests
{
    [Fact]
    public void TheTilesAreWhatTheLoaderGives()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        Recipe recipe =
            TinyRecipe.Create(trainTransforms: """
                { "type": "RandomCrop", "size": 16 },
                { "type": "HorizontalFlip" },
                { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }
                """);
        ContactSheet sheet =
            SampleSheet.Compose(dataset.Train, recipe, new SampleOptions { Count = 6, Columns = 3, Seed = 4, Epoch = 2 });

        // 16 pixels are shown eight times as large, in two rows of three.
        ImageShape[] tiles = [.. sheet.Picture.Shapes.OfType<ImageShape>()];
        Assert.Equal(6, tiles.Length);
        Assert.All(tiles, tile => Assert.Equal((128, 128, true), (tile.Width, tile.Height, tile.Sharp)));
        Assert.Equal(2, tiles.Select(tile => tile.Y).Distinct().Count());
        Assert.Equal(tiles.OrderBy(tile => tile.Y).ThenBy(tile => tile.X), tiles);
        var pipeline = new TransformPipeline([.. recipe.TrainTransforms.Take(2)], new TensorShape(3, 16, 16));
        ImageSample[] order = [.. dataset.Train.Samples];
        new AlexNetPS.Randomness.RandomStream(4, AlexNetPS.Randomness.RandomPurpose.Shuffle, 2).Shuffle<ImageSample>(
            order);
        using var loader = new BatchLoader(dataset.Train, pipeline, 6);
        loader.Start(order, 4, 2);
        ReadOnlySpan<float> images = loader.Next()!.Images.Values;
        RgbImage drawn = sheet.Render();
        for (int image = 0; image < 6; image++)
        {
            for (int y = 0; y < 128; y += 5)
            {
                for (int x = 0; x < 128; x += 3)
                {
                    int left = (int)tiles[image].X + x, top = (int)tiles[image].Y + y;
                    for (int c = 0; c < 3; c++)
                    {
                        Assert.Equal(images[image * 768 + c * 256 + y / 8 * 16 + x / 8],
                            drawn.Pixels[(top * drawn.Width + left) * 3 + c]);
                    }
                }
            }
        }
    }

    [Fact]
    public void AnImagesOwnMeanIsUndoneToo()
    {
        const string Crop = """{ "type": "RandomCrop", "size": 16 }""";
        RgbImage Sheet(string transforms) => SampleSheet.Draw(DrawnImages.Dataset().Train,
            TinyRecipe.Create(trainTransforms: transforms), new SampleOptions { Count = 4, Seed = 4 });
        Assert.Equal(Sheet(Crop).Pixels,
            Sheet(Crop + """, { "type": "ImageMeanSubtract" }, { "type": "Scale" }""").Pixels);
    }

    [Fact]
    public void TenViewsMakeARow()
    {
        Recipe recipe =
            TinyRecipe.Create(evaluationTransforms: """{ "type": "TenCrop", "size": 16 }, { "type": "Scale" }""");
        Picture sheet =
            SampleSheet.Compose(DrawnImages.Dataset().Validation, recipe, new SampleOptions { Count = 2 }).Picture;
        Assert.Equal([10, 10], sheet.Shapes.OfType<ImageShape>().GroupBy(tile => tile.Y).Select(row => row.Count()));
        Assert.Equal(10 * 128 + 11 * 12, sheet.Width);
    }

    [Fact]
    public void MixedImagesAreThoseOfTheBatchWithBothShares()
    {
        Recipe recipe = TinyRecipe.Create() with { BatchTransforms = [new Mixup { Alpha = 4 }] };
        ImageNetDataset dataset = DrawnImages.Dataset();
        byte[][] Tiles(Recipe recipe, int count) =>
        [
            .. SampleSheet.Compose(dataset.Train, recipe, new SampleOptions { Count = count, Columns = 4 }).Picture.Shapes
                .OfType<ImageShape>().Take(4).Select(tile => tile.Image.Pixels),
        ];
        byte[][] few = Tiles(recipe, 4);
        Assert.Equal(few, Tiles(recipe, 20));
        Assert.NotEqual(Tiles(recipe with { BatchTransforms = [] }, 4), few);

        // Each mixed image names both classes, and the shares add up to 100 %.
        IReadOnlyList<SheetTile> tiles = SampleSheet.Tiles(dataset.Train, recipe, new() { Count = 20 }, default);
        TileText[][] mixed = [.. tiles.Select(tile => tile.Texts.ToArray()).Where(texts => texts.Length == 2)];
        Assert.NotEmpty(mixed);
        Assert.All(mixed, texts => Assert.Equal(100, texts.Sum(text => decimal.Parse(text.Number.Replace(" %", ""),
            System.Globalization.CultureInfo.InvariantCulture))));
        Assert.All(tiles.Where(tile => tile.Texts.Count == 1), tile => Assert.Equal("", tile.Texts[0].Number));
        Assert.Matches(@"^\w+ [0-9]+\.[0-9] %, \w+ [0-9]+\.[0-9] %$",
            tiles.First(tile => tile.Texts.Count == 2).Entry.Label);
    }

    [Fact]
    public void WhatAModelTakesAnImageForIsBelowItWithTheFileName()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        AlexNetModel model = SmallModels.Model(DrawnImages.ClassNames);
        var options = new SampleOptions { Count = 12, Columns = 4, Model = model };
        IReadOnlyList<SheetTile> tiles = SampleSheet.Tiles(dataset.Validation, model.Recipe, options, default);
        ImageSample[] order = [.. dataset.Validation.Samples];
        new AlexNetPS.Randomness.RandomStream(0, AlexNetPS.Randomness.RandomPurpose.Shuffle, 1).Shuffle<ImageSample>(
            order);
        using var classifier = new Classifier(model);
        Prediction[] predictions =
            [.. classifier.Predict(new DatasetSplit(dataset, SplitName.Validation, order[..12]), 1)];
        Assert.Equal([false, true], predictions.Select(prediction => prediction.IsCorrect == true).Distinct().Order());
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal([dataset.Classes[order[i].LabelIndex].Name, Path.GetFileName(order[i].Path)],
                tiles[i].Texts.Select(text => text.Text));
            TileBar bar = Assert.Single(tiles[i].Bars);
            Assert.Equal((predictions[i].Label, (double)predictions[i].Probability, predictions[i].IsCorrect),
                (bar.Label, bar.Probability, bar.IsRight));
        }

        Assert.Empty(SampleSheet.Tiles(dataset.Validation, model.Recipe, options with { Model = null }, default)[0].Bars);
        Assert.Single(SampleSheet.Tiles(dataset.Validation, model.Recipe, options with { ShowFileNames = false },
            default)[0].Texts);
    }

    [Fact]
    public void TheTitleIsTheGivenOne()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        string Title(string? given) => SampleSheet.Compose(dataset.Train, TinyRecipe.Create(),
            new SampleOptions { Count = 1, Title = given, Seed = 3 }).Picture.Description;
        Assert.Equal("向日葵", Title("向日葵"));
        Assert.Equal("", Title(""));
        Assert.EndsWith("Train, seed 3, epoch 1", Title(null));
    }

    [Fact]
    public void ClassesAreFilteredAndMistakesNamed()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        Recipe recipe = TinyRecipe.Create();
        Assert.Contains("Did you mean 'across'?",
            Assert.Throws<ArgumentException>(
                () => SampleSheet.Draw(dataset.Train, recipe, new() { Classes = ["acros"] })).Message);
        Assert.Contains("no images",
            Assert.Throws<ArgumentException>(() => SampleSheet.Draw(dataset.Test, recipe)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSheet.Draw(dataset.Train, recipe, new() { Count = 0 }));
        Assert.Throws<TransformException>(
            () => SampleSheet.Draw(DrawnImages.Dataset(statistics: false).Train, recipe));
    }
}
