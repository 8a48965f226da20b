using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.LabelErrors;
using AlexNetPS.Models;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference.LabelErrors;

public class LabelErrorSearchTests
{
    private static readonly string[] _classes = ["bee", "cat", "dog"];

    [Fact]
    public void NamesImagesWithBothLabelsOfTheSplitTheyCameFrom()
    {
        AlexNetModel model = SmallModels.Model(_classes, seed: 3);
        ImageNetDataset first = PaintedImages.Dataset(_classes, 30), second = PaintedImages.Dataset(_classes, 12);
        using var search = new LabelErrorSearch();
        search.Add([model], first.Validation, new() { BatchSize = 8 });
        search.Add([model], second.Validation, new() { BatchSize = 5 });
        IReadOnlyList<LabelError> errors = search.Find();

        Assert.Equal(42, search.Count);
        Assert.NotEmpty(errors);
        Assert.Equal(errors.OrderByDescending(one => one.Score), errors);
        using var classifier = new Classifier(model);
        Dictionary<string, Prediction> predictions = classifier.Predict(first.Validation).ToDictionary(one => one.Path);
        foreach (LabelError error in errors)
        {
            Prediction prediction = predictions[error.Path];
            Assert.Equal(prediction.ActualLabel, error.GivenLabel);
            Assert.Equal(prediction.Top.Single(top => top.Label == error.GivenLabel).Probability, error.GivenProbability, 5);
            Assert.Equal(prediction.Top.Single(top => top.Label == error.SuggestedLabel).Probability,
                error.SuggestedProbability, 5);
            Assert.True(error.GivenProbability < prediction.Probability);
            Assert.Equal(("painted", "/images", SplitName.Validation, "Tiny", null),
                (error.Dataset, error.SourcePath, error.Split, error.Model, error.Fold));
        }

        IReadOnlyList<LabelError> other = search.Find(LabelScore.SelfConfidence);
        Assert.Equal(errors.Select(one => one.Path).Order(), other.Select(one => one.Path).Order());
        Assert.All(other, one => Assert.Equal(1 - one.GivenProbability, one.Score, 6));
    }

    [Fact]
    public void RejectsModelsOfDifferentClasses()
    {
        using var search = new LabelErrorSearch();
        search.Add([SmallModels.Model(_classes)], PaintedImages.Dataset(_classes, 3).Validation);
        Assert.Throws<ArgumentException>(() =>
            search.Add([SmallModels.Model(["bee", "cat", "dog", "eel"])], PaintedImages.Dataset(_classes, 3).Validation));
    }
}
