using AlexNetPS.Recipes.Schedules;

namespace AlexNetPS.Tests.Recipes;

public class ScheduleTests
{
    [Fact]
    public void OneCycleIsPyTorchs()
    {
        // torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=20)
        double[] expected =
        [
            0.004, 0.013167184, 0.037167184, 0.066832816, 0.090832816, 0.1, 0.098746401, 0.095048463, 0.089091618,
            0.081174565,
            0.0716943, 0.061126202, 0.0500002, 0.038874198, 0.0283061, 0.018825835, 0.010908782, 0.004951937,
            0.001253999, 4e-07,
        ];
        AssertClose(expected, Steps(new OneCycleSchedule(), epochs: 4, stepsPerEpoch: 5));
    }

    [Fact]
    public void CosineIsPyTorchs() =>
        AssertClose([0.1, 0.096193977, 0.085355339, 0.069134172, 0.05, 0.030865828, 0.014644661, 0.003806023],
            Steps(new CosineSchedule(), 8, 1));

    [Fact]
    public void MilestonesStepsAndExponentialCountEpochsOrSteps()
    {
        AssertClose([0.1, 0.1, 0.01, 0.01, 0.01, 0.001], Steps(new MilestoneSchedule { Milestones = [2, 5] }, 6, 1));
        AssertClose([0.1, 0.1, 0.1, 0.1, 0.01, 0.01], Steps(new StepSchedule { Every = 2 }, 3, 2));
        AssertClose([0.1, 0.1, 0.05, 0.05, 0.025, 0.025],
            Steps(new StepSchedule { Every = 2, Unit = ScheduleUnit.Steps, Factor = 0.5 }, 2, 3));
        AssertClose([0.1, 0.1, 0.09, 0.09, 0.081, 0.081], Steps(new ExponentialSchedule { Factor = 0.9 }, 3, 2));
        AssertClose([0.1, 0.1], Steps(new ConstantSchedule(), 2, 1));
    }

    [Fact]
    public void AWarmUpRisesLinearlyFromItsFactor() =>
        AssertClose([0.01, 0.0325, 0.055, 0.0775, 0.1, 0.1],
            Steps(new ConstantSchedule { WarmUpEpochs = 2, WarmUpFactor = 0.1 }, 3, 2));

    [Fact]
    public void ThePlateauDividesByTenThreeTimesAtMost()
    {
        var schedule = new PlateauSchedule { Patience = 1 };
        double[] top1 = [0.3, 0.4, 0.4, 0.4, 0.45, 0.45, 0.45, 0.45, 0.45, 0.45, 0.45, 0.45, 0.45];
        double[] expected = [1, 1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 0.001, 0.001, 0.001];
        for (int done = 0; done <= top1.Length; done++)
        {
            EpochScore[] history = [.. top1.Take(done).Select((value, i) => new EpochScore(i + 1, value))];
            Assert.Equal(expected[done], schedule.LearningRate(1, new(done, 0, 1, 20), history), 1e-12);
        }
    }

    [Fact]
    public void AWarmUpOverAStepIsPyTorchs()
    {
        // LinearLR(optimizer, 0.1, 1.0, 6) after every step and StepLR(optimizer, 2) after every third;
        // tests/peers/optimizer_goldens.py
        double[] expected =
            [0.01, 0.025, 0.04, 0.055, 0.07, 0.085, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.001, 0.001, 0.001];
        AssertClose(expected, Steps(new StepSchedule { Every = 2, WarmUpEpochs = 2 }, epochs: 5, stepsPerEpoch: 3));
    }

    [Fact]
    public void ThePlateauIsPyTorchsUntilItHasReducedThreeTimes()
    {
        // ReduceLROnPlateau(optimizer, factor=0.1, patience=1, threshold=1e-3, threshold_mode="abs"), which would go on
        // to 1e-5.
        double[] errors = [0.7, 0.6, 0.6, 0.61, 0.5995, 0.55, 0.56, 0.57, 0.55, 0.56, 0.5, 0.51, 0.52, 0.53];
        double[] expected =
            [0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.001, 0.001, 0.0001, 0.0001, 0.0001, 0.0001, 0.0001];
        var schedule = new PlateauSchedule { Patience = 1 };
        EpochScore[] history = [.. errors.Select((error, i) => new EpochScore(i + 1, 1 - error))];
        AssertClose(expected,
            [.. Enumerable.Range(0, expected.Length)
                .Select(done => schedule.LearningRate(0.1, new(done, 0, 1, 20), history[..done]))]);
    }

    private static double[] Steps(ScheduleDefinition schedule, int epochs, int stepsPerEpoch) =>
        [.. Enumerable.Range(0, epochs * stepsPerEpoch).Select(
            i => schedule.LearningRate(0.1, new(i / stepsPerEpoch, i % stepsPerEpoch, stepsPerEpoch, epochs), []))];

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-8);
    }
}
