using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Models;
using AlexNetPS.Training;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Inference;

/// <summary>Several models as one, and one model looking several times.</summary>
public class ModelAverageTests
{
    private static readonly string[] Classes = ["bee", "cat", "dog"];

    [Fact]
    public void ProbabilitiesOfSeveralModelsAreAveragedWhateverTheirTransformsAndClassOrder()
    {
        ImageNetDataset dataset = PaintedPictures.Dataset(Classes, 25);
        AlexNetModel[] models = [SmallModels.Model(Classes, seed: 1), SmallModels.Model(["dog", "bee", "cat"], """{ "type": "TenCrop", "size": 8 }""", seed: 2), SmallModels.Model(Classes, seed: 3)];
        Prediction[][] each = [.. models.Select(model => Predict([model]))];
        Prediction[] together = Predict(models);
        Assert.Equal(25, together.Length);
        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(each[0][i].Path, together[i].Path);
            foreach (ClassProbability one in together[i].Top)
            {
                Assert.Equal(each.Average(predictions => Of(predictions[i], one.Label)), one.Probability, 1e-5f);
                Assert.Equal(one.Label, models[0].Classes[one.Index]);
            }
        }

        Evaluation evaluation = Evaluator.Evaluate(models, dataset.Validation, new() { BatchSize = 7 });
        Assert.Equal(together.Count(p => p.IsCorrect == true) / 25.0, evaluation.Top1);
        Assert.Equal(-together.Average(p => Math.Log(Of(p, p.ActualLabel!))), evaluation.Loss, 4);

        Prediction[] Predict(IReadOnlyList<AlexNetModel> of)
        {
            using var classifier = new Classifier(of, batchSize: 4);
            return [.. classifier.Predict(dataset.Validation, 3)];
        }

        static float Of(Prediction prediction, string label) => prediction.Top.Single(one => one.Label == label).Probability;
    }

    [Fact]
    public void ModelsOfOtherClassesAreRefused()
    {
        string Refusal(params string[] classes) => Assert.Throws<ArgumentException>(() => new Classifier([SmallModels.Model(Classes), SmallModels.Model(classes)])).Message;
        Assert.Contains("does not know 'dog'", Refusal("bee", "cat", "fox"));
        Assert.Contains("knows more classes", Refusal("bee", "cat", "dog", "fox"));
    }

    [Fact]
    public void AFileThatCannotBeReadIsToldOfOnce()
    {
        string folder = Directory.CreateTempSubdirectory("average").FullName;
        try
        {
            string bad = Path.Combine(folder, "bad.png");
            File.WriteAllText(bad, "no picture");
            string[] good = [.. Enumerable.Range(0, 5).Select(i => Path.Combine(folder, $"{i}.png"))];
            foreach ((int i, string path) in good.Index()) ImageEncoder.WritePng(path, new RgbImage(12, 12, [.. Enumerable.Repeat((byte)(i * 40), 12 * 12 * 3)]).View);
            using var classifier = new Classifier([SmallModels.Model(Classes, seed: 1), SmallModels.Model(Classes, seed: 2)], batchSize: 2);
            var skipped = new List<SkippedFile>();
            Prediction[] predictions = [.. classifier.Predict([good[0], bad, .. good[1..]], onError: skipped.Add)];
            Assert.Equal(good, predictions.Select(prediction => prediction.Path));
            Assert.Equal(bad, Assert.Single(skipped).Path);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void TenCropsTakeThePlaceOfWhatARecipeHas()
    {
        Recipe Ten(string name) => Recipe.Get(name).WithCrops(EvaluationCrops.Ten);
        foreach (string name in Recipe.Names)
        {
            Recipe ten = Ten(name);
            ten.Validate();
            Assert.Equal(10, ten.EvaluationViews);
            Assert.Equal(1, ten.WithCrops(EvaluationCrops.Center).EvaluationViews);
            Assert.Equal(Recipe.Get(name).ToJson(), Recipe.Get(name).WithCrops(EvaluationCrops.Recipe).ToJson());
        }

        Assert.Equal([new Squash { Size = 256 }, new TenCrop { Size = 224 }], Ten("HalfWidth").EvaluationTransforms.Take(2));
        Assert.Equal([new Resize { Size = 256 }, new TenCrop { Size = 224 }], Ten("OneTower").EvaluationTransforms.Take(2));
        Assert.Equal([new Squash { Size = 256 }, new TenCrop { Size = 227 }], Ten("Bvlc").EvaluationTransforms.Where(transform => transform.OutputSize is not null));
        Assert.Contains(new CenterCrop { Size = 227 }, Recipe.Get("Paper").WithCrops(EvaluationCrops.Center).EvaluationTransforms);
    }

    [Fact]
    public void FiltersAreDrawnInThePapersOrder()
    {
        AlexNetModel model = SmallModels.Model(Classes);
        RgbImage picture = FilterPicture.Draw(model, scale: 2);
        Assert.Equal((4 * 4 + 1) * 2, picture.Width);
        Assert.Equal((4 + 1) * 2, picture.Height);
        ReadOnlySpan<float> weights = model.Parameter("conv1.weight").Span;

        // Filter 2, row 1, column 0, green: its middle is grey, its largest weight black or white.
        float largest = 0;
        foreach (float weight in weights.Slice(2 * 27, 27)) largest = MathF.Max(largest, MathF.Abs(weight));
        int x = (1 + 2 * 4) * 2, y = (1 + 1) * 2;
        byte expected = (byte)Math.Round(127.5 + 127.5 * weights[2 * 27 + 9 + 3] / largest);
        Assert.Equal(expected, picture.Pixels[(y * picture.Width + x) * 3 + 1]);
        Assert.Equal(expected, picture.Pixels[((y + 1) * picture.Width + x + 1) * 3 + 1]);
        Assert.Equal(0, picture.Pixels[0]);

        Assert.Contains("conv1", Assert.Throws<ArgumentException>(() => FilterPicture.Draw(model, "fc6")).Message);
        Assert.Throws<NetworkDefinitionException>(() => FilterPicture.Draw(model, "conv7"));
        Assert.Contains("smaller scale", Assert.Throws<ArgumentException>(() => FilterPicture.Draw(model, scale: 100_000)).Message);
    }
}
