using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Schedules;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Tests.Training;

/// <summary>
/// The loss-curve table: each of its rows is found with its cause and setting, and a healthy run has no finding at any
/// epoch.
/// </summary>
public class LossCurveTests
{
    private static readonly Recipe _recipe = TinyRecipe.Create();

    public static TheoryData<string> Healthy =>
        [.. LossFamilies.All.Where(family => family.Symptom is null).Select(family => family.Name)];

    public static TheoryData<string> Ill =>
        [.. LossFamilies.All.Where(family => family.Symptom is not null).Select(family => family.Name)];

    [Theory]
    [MemberData(nameof(Healthy))]
    public void AHealthyRunHasNoFindingAtAnyEpoch(string name)
    {
        LossFamilies.Family family = LossFamilies.All.Single(one => one.Name == name);
        foreach ((int length, int classes, double noise) in Cases())
        {
            foreach (bool outlier in new[] { false, true })
            {
                EpochResult[] epochs =
                    LossFamilies.Epochs(family, length, classes, noise, seed: length + classes, outlier: outlier);
                EpochResult[] without = LossFamilies.Epochs(family, length, classes, noise, seed: length + classes,
                    validation: false, outlier);
                for (int done = 1; done <= length; done++)
                {
                    Assert.Null(LossCurves.Finding(_recipe, classes, 32, epochs[..done]));
                    Assert.Null(LossCurves.Finding(_recipe, classes, 32, without[..done]));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ill))]
    public void EachRowOfTheTableIsFound(string name)
    {
        LossFamilies.Family family = LossFamilies.All.Single(one => one.Name == name);
        foreach ((int length, int classes, double noise) in Cases())
        {
            if (length < family.MinLength)
                continue;
            EpochResult[] epochs = LossFamilies.Epochs(family, length, classes, noise, seed: length + classes);
            TrainingFinding? finding = LossCurves.Finding(_recipe, classes, 32, epochs);
            Assert.True(finding?.Symptom == family.Symptom,
                $"{length} epochs, {classes} classes, noise {noise}: {finding?.ToString() ?? "healthy"}");
            Assert.Contains($"{length}", finding!.Evidence);
            (string cause, string setting) = Expected(finding.Symptom);
            Assert.Matches(cause, finding.Cause);
            Assert.Matches(setting, finding.Setting);
        }
    }

    [Fact]
    public void AFewEpochsOrAWarmUpTellNothing()
    {
        foreach (LossFamilies.Family family in LossFamilies.All)
        {
            EpochResult[] epochs = LossFamilies.Epochs(family, 8, 5, 0, seed: 1);
            for (int done = 0; done <= 4; done++)
                Assert.Null(LossCurves.Finding(_recipe, 5, 32, epochs[..done]));
            Assert.Null(LossCurves.Finding(_recipe with { Schedule = new ConstantSchedule { WarmUpEpochs = 3.5 } }, 5,
                32, epochs));
        }
    }

    private static IEnumerable<(int Length, int Classes, double Noise)> Cases() =>
        from length in LossFamilies.Lengths
        from classes in LossFamilies.ClassCounts
        from noise in new[] { 0, 0.003,
            0.01 }
        select (length, classes, noise);

    private static (string Cause, string Setting) Expected(TrainingSymptom symptom) => symptom switch
    {
        TrainingSymptom.Overfitting => ("overfit", "-WeightDecay"),
        TrainingSymptom.DataProblem => ("data", "Test-ImageNetDataset"),
        TrainingSymptom.NoProgress => ("learning rate or batch size.*data", "-LearningRate.*-BatchSize"),
        TrainingSymptom.RisingLoss => ("learning rate.*network.*data", "-LearningRate.*architecture or initialization"),
        _ => ("learning rate.*batch size", "-LearningRate.*-BatchSize"),
    };
}
