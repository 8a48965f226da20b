using AlexNetPS.Engines;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Diagnosis;

namespace AlexNetPS.Tests.Training;

public class DiagnosisTests
{
    private static readonly Recipe _recipe = TinyRecipe.Create();

    [Fact]
    public void AHealthyRunHasNoFindings() =>
        Assert.Empty(Of([(1.0, 1.1), (0.8, 0.9), (0.6, 0.8), (0.5, 0.82), (0.45, 0.81)]));

    [Theory]
    [InlineData(0, 1000, "0 epochs; the loss curves are checked from 5 epochs on")]
    [InlineData(1, 1000, "1 epoch;")]
    [InlineData(4, 1000, "4 epochs;")]
    [InlineData(5, 1000, null)]
    public void AFewEpochsAreTooFewToTell(int epochs, int steps, string? reason)
    {
        EpochResult[] history = History([.. Enumerable.Range(1, epochs).Select(i => (1.0 / i, (double?)1.0 / i))]);
        Assert.Equal(reason is null, RunLength.TooShort(_recipe, 3, steps, history) is null);
        Assert.Contains(reason ?? "", RunLength.TooShort(_recipe, 3, steps, history) ?? "");
    }

    [Fact]
    public void ALossThatHasNotMovedYetIsTooShortToTell()
    {
        EpochResult[] history = History([.. Enumerable.Repeat((1.09, (double?)1.1), 6)]);
        Assert.Empty(Symptoms.Of(_recipe, 3, 10, history));
        Assert.Contains("guessing, ln(3) = 1.099, but only for 60 steps", RunLength.TooShort(_recipe, 3, 10, history));

        // Epochs of a warm-up do not count.
        Recipe warm = TinyRecipe.Create(schedule: """{ "type": "Constant", "warmUpEpochs": 2 }""");
        history = History([(1.0, 1.0), (0.9, 0.9), (0.8, 0.8), (0.7, 0.7), (0.6, 0.6)]);
        Assert.Null(RunLength.TooShort(_recipe, 3, 10, history));
        Assert.Contains("from 7 epochs on", RunLength.TooShort(warm, 3, 10, history));
    }

    [Fact]
    public void ARisingValidationLossIsOverfitting()
    {
        TrainingFinding finding = Assert.Single(Of([(1.0, 1.1), (0.8, 0.8), (0.6, 0.85), (0.4, 0.9), (0.2, 1.1)]));
        Assert.Equal((TrainingSymptom.Overfitting, 5), (finding.Symptom, finding.Epoch));
        Assert.Contains("from 0.800 (epoch 2) to 1.100", finding.Evidence);
        Assert.Contains("-EarlyStopping", finding.Setting);

        // Not while the training loss stands still, nor where the loss is next to nothing, nor without a validation
        // split.
        Assert.Empty(Of([(1.0, 1.1), (0.8, 0.8), (0.8, 0.85), (0.79, 0.9), (0.8, 1.1)]));
        Assert.Empty(Of([(1.0, 0.1), (0.8, 0.01), (0.6, 0.02), (0.4, 0.03), (0.2, 0.04)]));
        Assert.Empty(Of([(1.0, null), (0.1, null), (0.01, null)]));
    }

    [Fact]
    public void AFlatLossNamesBiasesOfOneWhereThereAreSome()
    {
        (double, double?)[] flat = [(1.1, 1.1), (1.09, 1.1), (1.1, 1.1)];
        TrainingFinding finding = Assert.Single(Of(flat, steps: 100));
        Assert.Equal(TrainingSymptom.FlatLoss, finding.Symptom);
        Assert.Contains("optimizer.learningRate", finding.Setting);
        Assert.Empty(Of(flat, steps: 99));
        Assert.Contains("lower the biases of 1 to 0.1",
            Assert.Single(Symptoms.Of(Recipe.Get("Paper"), 3, 100, History(flat))).Setting);
    }

    [Fact]
    public void ALossFarAboveGuessingHasRunAway()
    {
        var watch = new DivergenceDetector(5);
        double?[] told = [.. new[] { 2.27, 23.1, 60.3, 21.9, 10.9, 8.7, 2.2, 2.5, 2.1, 1.9 }.Select(watch.Add)];
        Assert.All(told[..9], Assert.Null);
        Assert.Equal(13.6, told[9]!.Value, 0.1);

        // A bad beginning that gets better is none, nor is a single bad batch.
        watch = new(5);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Null(watch.Add(500.0 / (i + 1))));
        watch = new(5);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Null(watch.Add(i == 50 ? 20 : 1.6)));

        // A resumed run is measured by its first step, and so large a first loss has diverged itself.
        Assert.Contains(Enumerable.Repeat(1e29, 10).Select(new DivergenceDetector(5, 2.27).Add),
            mean => mean is not null);
        Assert.Contains(Enumerable.Repeat(1e29, 10).Select(new DivergenceDetector(5).Add), mean => mean is not null);

        TrainingFinding finding = Symptoms.DivergingLoss(Recipe.Get("Paper"), 5, 1, 2.27, 13.6, 0.01);
        Assert.Equal(TrainingSymptom.Divergence, finding.Symptom);
        Assert.Contains("from 2.27 to 13.60", finding.Evidence);
        Assert.Contains("recipe Bvlc", finding.Setting);
        Assert.DoesNotContain("Bvlc", Symptoms.DivergingLoss(_recipe, 5, 1, 2.27, 13.6, 0.01).Setting);
    }

    [Theory]
    [InlineData(1e29, 1e29, true)]
    [InlineData(4822.0, 4822.0, true)]
    [InlineData(1e29, null, true)]
    [InlineData(8.0, 7.0, true)]
    [InlineData(1.2, 1e6, true)]
    [InlineData(1e5, 1.0, false)]
    [InlineData(0.1, 7.0, false)]
    [InlineData(1.0, null, false)]
    public void ADivergedEpochIsNeverHealthyNorTheBest(double train, double? validation, bool diverged)
    {
        EpochResult[] history = History([(1.2, validation is null ? null : 1.1), (train, validation)]);
        Assert.DoesNotMatch(@"\d{7}", history[1].ToString());
        history[1] = history[1] with { DeadUnits = 1, DeadLayer = "relu1" };
        double limit = LossLimit.Of(3, 1.1);
        Assert.Equal(diverged, LossLimit.IsExceeded(history[1], limit));
        TrainingFinding[] findings = [.. Symptoms.Of(_recipe, 3, 1, history, 1.1)];
        if (!diverged)
            return;
        TrainingFinding finding = Assert.Single(findings);
        Assert.Equal((TrainingSymptom.Divergence, 2), (finding.Symptom, finding.Epoch));
        Assert.Contains("epoch 2", finding.Evidence);
        Assert.DoesNotMatch(@"\d{7}", finding.Evidence);

        // The first loss of images that are not scaled down is large, and a fall from there is learning; one of 1e29 is
        // not.
        Assert.False(LossLimit.IsExceeded(History([(200, 150)])[0], LossLimit.Of(3, 300)));
        Assert.True(LossLimit.IsExceeded(History([(1e29, 1e29)])[0], LossLimit.Of(3, 1e29)));
    }

    [Fact]
    public void DeadUnitsAreCountedByFilterAndByValue()
    {
        var definition = new NetworkDefinition("dead", new(1, 5, 5),
        [
            new ConvolutionDefinition { Name = "conv1", Filters = 4, Kernel = 3 },
            new ActivationDefinition { Name = "relu1" },
            new LinearDefinition { Name = "fc2", Outputs = 10 },
            new ActivationDefinition { Name = "relu2" },
            new LinearDefinition { Name = "fc3", Outputs = 2 },
        ]);
        using INetwork network = new CpuEngine().Create(definition, new() { MaximumBatchSize = 3 });
        network.Write("conv1.bias", [1, -1, 0, 2]);
        network.Write("fc2.bias", [-1, -1, -1, -1, -1, -1, -1, -1, 1, -1]);
        float[] images = new float[3 * 25];
        Assert.Equal(new DeadUnits(0.9, "relu2"), DeadUnitCheck.Measure(network, images));
        network.Write("fc2.bias", [1, 1, 1, 1, 1, 1, 1, 1, 1, -1]);
        Assert.Equal(new DeadUnits(0.5, "relu1"), DeadUnitCheck.Measure(network, images));
        Assert.Equal([1, 2, 4, 8], Enumerable.Range(1, 10).Where(DeadUnitCheck.IsDue));

        EpochResult[] history = History([(1.0, 1.1), (0.9, 0.9)]);
        history[0] = history[0] with { DeadUnits = 0.9, DeadLayer = "relu2" };
        TrainingFinding finding = Assert.Single(Symptoms.Of(_recipe, 3, 10, history));
        Assert.Equal(TrainingSymptom.DeadUnits, finding.Symptom);
        Assert.Contains("90 % of the units of relu2", finding.Evidence);

        // Many silent units in a network that learns are no finding.
        Assert.Empty(Symptoms.Of(_recipe, 3, 10, [history[0], history[1] with { TrainLoss = 0.5 }]));
        history[1] = history[1] with { DeadUnits = 0.2, DeadLayer = "relu1" };
        Assert.Empty(Symptoms.Of(_recipe, 3, 10, history));
    }

    private static TrainingFinding[] Of((double Train, double? Validation)[] losses, int steps = 10) =>
        [.. Symptoms.Of(_recipe, 3, steps, History(losses))];

    private static EpochResult[] History((double Train, double? Validation)[] losses) =>
    [
        .. losses.Select((loss, i) => new EpochResult
        {
            Epoch = i + 1, TrainLoss = loss.Train, TrainTop1 = 0.5, ValidationLoss = loss.Validation,
            ValidationTop1 = loss.Validation is null ? null : 0.5, LearningRate = 1, Seconds = 1, ImagesPerSecond = 1,
        }),
    ];
}
