using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Tests.Models;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Inference;

public sealed class ClassifierTests : IDisposable
{
    private const string TenCrop = """{ "type": "TenCrop", "size": 8 }""";

    private static readonly string[] _classes = ["bee", "cat", "dog", "eel", "fox", "gnu"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-classifier-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void ResultsKeepTheOrderWhateverTheBatches(int batchSize)
    {
        AlexNetModel model = SmallModels.Model(_classes);
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 21, new() { Delay = 3 });
        using var classifier = new Classifier(model, batchSize: batchSize, threads: 2);
        Prediction[] predictions = [.. classifier.Predict(dataset.Validation, top: 3)];

        Assert.Equal(dataset.Validation.Samples.Select(s => s.Path), predictions.Select(p => p.Path));
        for (int i = 0; i < predictions.Length; i++)
        {
            double[] expected = Expected(model, i);
            int[] order = [.. Enumerable.Range(0, 6).OrderByDescending(c => expected[c])];
            Assert.Equal(order.Take(3), predictions[i].Top.Select(t => t.Index));
            Assert.Equal([1, 2, 3], predictions[i].Top.Select(t => t.Rank));
            Assert.Equal(expected[order[0]], predictions[i].Probability, 5);
            Assert.Equal(_classes[order[0]], predictions[i].Label);
            Assert.Equal(_classes[i % 6], predictions[i].ActualLabel);
            Assert.Equal(order[0] == i % 6, predictions[i].IsCorrect);
            Assert.Equal($"{i}.png", predictions[i].FileName);
        }
    }

    [Theory]
    [InlineData("n0000000", false)]
    [InlineData("animal", true)]
    public void ReadableNamesAreShownAndTheClassIsStillTheSame(string id, bool described)
    {
        string[] names = [.. Enumerable.Range(0, 6).Select(i => $"{id}{i}")];
        string[] readable = [.. names.Zip(_classes, (name, words) => $"{name} {words}")];
        var descriptions =
            names.Zip(_classes).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        ImageNetDataset dataset = PaintedImages.Dataset(names, 12, null, described ? descriptions : null);
        using var classifier = new Classifier(SmallModels.Model(readable));
        using var plain = new Classifier(SmallModels.Model(names));
        Prediction[] predictions = [.. classifier.Predict(dataset.Validation)], same =
            [.. plain.Predict(dataset.Validation)];
        Assert.Equal(Enumerable.Range(0, 12).Select(i => readable[i % 6]), predictions.Select(p => p.ActualLabel));
        Assert.Equal(same.Select(p => p.IsCorrect), predictions.Select(p => p.IsCorrect));
        Assert.Contains(true, predictions.Select(p => p.IsCorrect == true));
    }

    [Theory]
    [InlineData(TenCrop, 1)]
    [InlineData(TenCrop, 25)]
    [InlineData("""{ "type": "MultiCrop", "size": 8, "mirror": true }""", 3)]
    [InlineData(
        """{ "type": "MultiCrop", "size": 8, "places": ["TopLeft", "Center"], "mirror": true, "shortSides": [8, 10] }""", 3)]
    public void SeveralViewsAreAveragedAfterSoftmax(string views, int batchSize)
    {
        AlexNetModel model = SmallModels.Model(_classes, views);
        using var classifier = new Classifier(model, batchSize: batchSize);
        Prediction[] predictions = [.. classifier.Predict(PaintedImages.Dataset(_classes, 5).Validation, top: 6)];
        for (int i = 0; i < predictions.Length; i++)
        {
            double[] expected = Expected(model, i);
            Assert.All(predictions[i].Top, t => Assert.Equal(expected[t.Index], t.Probability, 5));
            Assert.Equal(1, predictions[i].Top.Sum(t => t.Probability), 5);
        }
    }

    [Fact]
    public void UnreadableFilesAreToldAndTheOthersGoOn()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string[] paths = [.. Enumerable.Range(0, 7).Select(i => Path.Combine(_folder, $"{i}.png"))];
        for (int i = 0; i < paths.Length; i++)
        {
            if (i is 0 or 4)
                File.WriteAllText(paths[i], "not an image");
            else if (i != 5)
                ImageEncoder.WritePng(paths[i], new RgbImage(12, 10, PaintedImages.Paint(i)).View);
        }

        var skipped = new List<SkippedFile>();
        using var classifier = new Classifier(model, batchSize: 3);
        Prediction[] predictions =
            [.. classifier.Predict(paths, 1, skipped.Add, TestContext.Current.CancellationToken)];
        Assert.Equal([paths[1], paths[2], paths[3], paths[6]], predictions.Select(p => p.Path));
        Assert.Equal([paths[0], paths[4], paths[5]], skipped.Select(s => s.Path));
        Assert.All(skipped, s => Assert.NotEmpty(s.Reason));
        Assert.Null(predictions[0].IsCorrect);

        // What is not listened to ends the prediction; the classifier can be used again.
        Assert.Contains(paths[0],
            Assert.Throws<ImageFormatException>(() => classifier.Predict(paths).ToArray()).Message);
        Assert.Equal(2, classifier.Predict(paths[1..3]).Count());
    }

    [Fact]
    public void PushingGivesTheSameAsPulling()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string[] paths = [.. Enumerable.Range(0, 8).Select(i => Path.Combine(_folder, $"{i}.png"))];
        for (int i = 0; i < paths.Length; i++)
            ImageEncoder.WritePng(paths[i], new RgbImage(12, 10, PaintedImages.Paint(i)).View);
        using var classifier = new Classifier(model, batchSize: 3);
        string[] pulled = [.. classifier.Predict(paths, 2).Select(p => p.ToString())];
        var pushed = new List<Prediction>();
        foreach (string path in paths)
            pushed.AddRange(classifier.Add(path));
        Assert.Equal(3, pushed.Count);
        pushed.AddRange(classifier.Flush());
        Assert.Equal(pulled, pushed.Select(p => p.ToString()));
        Assert.Empty(classifier.Flush());
    }

    [Fact]
    public void FilesArePreparedAsAnImportPreparesThem()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        string path = Path.Combine(_folder, "large.png");
        var large = new RgbImage(60, 40, [.. Enumerable.Range(0, 60 * 40 * 3).Select(i => (byte)(i * 13 / 7))]);
        ImageEncoder.WritePng(path, large.View);
        using var preparer = new ImagePreparer(model.Recipe.ImageSize);
        double[] expected = Expected(model, preparer.PrepareImage(path));
        using var classifier = new Classifier(model);
        Assert.All(classifier.Predict([path], 6).Single().Top, t => Assert.Equal(expected[t.Index], t.Probability, 5));
    }

    [Fact]
    public void CancellationAndLeavingEarlyEndTheWork()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 50, new() { Delay = 5 });
        using var cancellation = new CancellationTokenSource();
        using var classifier = new Classifier(model, batchSize: 4);
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (Prediction _ in classifier.Predict(dataset.Validation, 1, cancellation.Token))
                cancellation.Cancel();
        });
        Assert.Equal("/images/0.png", classifier.Predict(dataset.Validation).First().Path);
        Assert.Equal(50, classifier.Predict(dataset.Validation).Count());
    }

    [Fact]
    public void BadCallsSayWhatIsWrong()
    {
        AlexNetModel model = SmallModels.Model(_classes);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Classifier(model, batchSize: 0));
        Assert.Contains("cpu", Assert.Throws<EngineException>(() => new Classifier(model, "toaster")).Message);
        using var classifier = new Classifier(model);
        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Predict([], top: 0));
        Assert.Empty(classifier.Predict([]));
        Assert.Equal(6,
            classifier.Predict(PaintedImages.Dataset(_classes, 1).Validation, top: 100).Single().Top.Count);
    }

    private static double[] Expected(AlexNetModel model, int image) =>
        Expected(model, new RgbImage(12, 10, PaintedImages.Paint(image)));

    private static double[] Expected(AlexNetModel model, RgbImage image)
    {
        TransformPipeline transforms = model.Recipe.CreateEvaluationTransforms(model.Definition);
        float[] inputs = new float[transforms.Views * transforms.ViewLength], logits = new float[transforms.Views * 6];
        transforms.Apply(image.View, inputs);
        using INetwork network = model.CreateNetwork(maximumBatchSize: transforms.Views, threads: 1);
        network.Forward(inputs, logits);
        double[] mean = new double[6];
        for (int view = 0; view < transforms.Views; view++)
        {
            double[] exp = [.. logits.Skip(view * 6).Take(6).Select(l => Math.Exp(l))];
            for (int i = 0; i < 6; i++)
                mean[i] += exp[i] / exp.Sum() / transforms.Views;
        }

        return mean;
    }
}
