using AlexNetPS.Datasets;
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
        RgbImage sheet =
            SampleSheet.Draw(dataset.Train, recipe, new SampleOptions { Count = 6, Columns = 3, Seed = 4, Epoch = 2 });

        // 16 pixels are shown six times as large, with gaps of 8 and labels of 12 below.
        Assert.Equal((3 * (96 + 8) + 8, 8 + 12 + 8 + 2 * (96 + 12 + 8)), (sheet.Width, sheet.Height));
        var pipeline = new TransformPipeline([.. recipe.TrainTransforms.Take(2)], new TensorShape(3, 16, 16));
        ImageSample[] order = [.. dataset.Train.Samples];
        new AlexNetPS.Randomness.RandomStream(4, AlexNetPS.Randomness.RandomPurpose.Shuffle, 2).Shuffle<ImageSample>(
            order);
        using var loader = new BatchLoader(dataset.Train, pipeline, 6);
        loader.Start(order, 4, 2);
        ReadOnlySpan<float> images = loader.Next()!.Images.Values;
        for (int image = 0; image < 6; image++)
        {
            for (int y = 0; y < 96; y++)
            {
                for (int x = 0; x < 96; x++)
                {
                    int left = 8 + image % 3 * 104 + x, top = 28 + image / 3 * 116 + y;
                    for (int c = 0; c < 3; c++)
                    {
                        Assert.Equal(images[image * 768 + c * 256 + y / 6 * 16 + x / 6],
                            sheet.Pixels[(top * sheet.Width + left) * 3 + c]);
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
        RgbImage sheet = SampleSheet.Draw(DrawnImages.Dataset().Validation, recipe, new SampleOptions { Count = 2 });
        Assert.Equal((10 * 104 + 8, 28 + 2 * 116), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void MixedImagesAreThoseOfTheBatch()
    {
        Recipe recipe = TinyRecipe.Create() with { BatchTransforms = [new Mixup { Alpha = 4 }] };
        ImageNetDataset dataset = DrawnImages.Dataset();
        RgbImage few = SampleSheet.Draw(dataset.Train, recipe, new SampleOptions { Count = 4, Columns = 4 }), many =
            SampleSheet.Draw(dataset.Train, recipe, new SampleOptions { Count = 20, Columns = 4 });
        int rows = 28 + 96;
        Assert.Equal(few.Pixels[(28 * few.Width * 3)..(rows * few.Width * 3)],
            many.Pixels[(28 * many.Width * 3)..(rows * many.Width * 3)]);
        RgbImage plain = SampleSheet.Draw(dataset.Train, recipe with { BatchTransforms = [] },
            new SampleOptions { Count = 4, Columns = 4 });
        Assert.NotEqual(plain.Pixels[(28 * few.Width * 3)..(rows * few.Width * 3)],
            few.Pixels[(28 * few.Width * 3)..(rows * few.Width * 3)]);
    }

    [Fact]
    public void WhatAModelTakesAImageForIsBelowItInGreenOrRed()
    {
        ImageNetDataset dataset = DrawnImages.Dataset();
        AlexNetModel model = SmallModels.Model(DrawnImages.ClassNames);
        var options = new SampleOptions { Count = 12, Columns = 4, Model = model };
        RgbImage sheet = SampleSheet.Draw(dataset.Validation, model.Recipe, options);

        // Two lines of 12 below each image of 8 x 12 pixels.
        Assert.Equal((4 * 104 + 8, 28 + 3 * (96 + 24 + 8)), (sheet.Width, sheet.Height));
        ImageSample[] order = [.. dataset.Validation.Samples];
        new AlexNetPS.Randomness.RandomStream(0, AlexNetPS.Randomness.RandomPurpose.Shuffle, 1).Shuffle<ImageSample>(
            order);
        using var classifier = new Classifier(model);
        Prediction[] predictions =
            [.. classifier.Predict(new DatasetSplit(dataset, SplitName.Validation, order[..12]), 1)];
        Assert.Equal([false, true], predictions.Select(prediction => prediction.IsCorrect == true).Distinct().Order());
        for (int image = 0; image < 12; image++)
        {
            int left = 8 + image % 4 * 104, top = 28 + image / 4 * 128 + 96;
            Assert.Equal([(40, 40, 40)], Inks(left, top, 14));
            Assert.Equal([predictions[image].IsCorrect == true ? (20, 110, 40) : (200, 30, 30)],
                Inks(left, top + 15, 12));
        }

        // Without a model the sheet is as it was.
        RgbImage plain = SampleSheet.Draw(dataset.Validation, model.Recipe, options with { Model = null });
        Assert.Equal(28 + 3 * (96 + 12 + 8), plain.Height);

        (int, int, int)[] Inks(int left, int top, int height) =>
        [
            .. Enumerable.Range(0, 96 * height).Select(i => ((top + i / 96) * sheet.Width + left + i % 96) * 3)
                .Select(at => ((int)sheet.Pixels[at], (int)sheet.Pixels[at + 1], (int)sheet.Pixels[at + 2]))
                .Where(color => color != (250, 250, 250)).Distinct(),
        ];
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
