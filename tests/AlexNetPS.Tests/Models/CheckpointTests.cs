using System.Formats.Tar;
using System.Text;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Models;

/// <summary>
/// Checkpoints as training programs save them, written by tests/peers/checkpoint_fixtures.py: the weights are found
/// beside whatever they hold, and nothing is run.
/// </summary>
public sealed class CheckpointTests : WeightFixtures
{
    public static TheoryData<string> Readable =>
        [.. Fixtures("Checkpoints/").Where(name => !name.StartsWith("rejected/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Readable))]
    public void TheWeightsAreFound(string name)
    {
        AlexNetModel model = Load(Checkpoint(name));
        Assert.All(Predict(model).Zip(Logits), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.False(File.Exists(Path.Combine(Environment.CurrentDirectory, "alexnetps-checkpoint-was-run")));
    }

    [Theory]
    [InlineData("packed.pth", "'features.0.weight' is made by 'quantizer.tensors.rebuild_packed'")]
    [InlineData("tensor-class.pth", "'features.0.weight' is made by 'quantizer.tensors.ScaledTensor'")]
    [InlineData("quantized.pth", "'features.0.weight' has quantized numbers")]
    [InlineData("sparse.pth", "'features.0.weight' has sparse numbers")]
    [InlineData("complex.pth", "'features.0.weight' has complex numbers")]
    [InlineData("float8.pth", "'features.0.weight' has numbers of type float8_e4m3fn")]
    [InlineData("numpy.pth", "'features.0.weight' is made by 'numpy")]
    [InlineData("meta.pth", "'features.0.weight' has no values")]
    [InlineData("two-networks.pth", "'generator', 'discriminator'. Choose one with -WeightName")]
    [InlineData("two-modules.pth", "several modules fit Fixture: 'left', 'right'. Choose one with -WeightName")]
    [InlineData("batch-norm.pth", "features.1.running_mean: [4], which Fixture does not have")]
    [InlineData("no-names.pth", "a list of 8 values without names")]
    [InlineData("one-tensor.pth", "it is one tensor")]
    [InlineData("plain-pickle.pkl", "not one of PyTorch's")]
    public void WeightsThatCannotBeReadAreRejectedWithTheReason(string name, string reason) =>
        Assert.Contains(reason, Refusal(Checkpoint($"rejected/{name}")));

    [Theory]
    [InlineData("ema.pth", "model_ema")]
    [InlineData("student.pth", "teacher")]
    [InlineData("rejected/two-networks.pth", "discriminator")]
    [InlineData("rejected/two-modules.pth", "right")]
    public void AnyOfSeveralCanBeChosen(string file, string name)
    {
        AlexNetModel model = AlexNetModel.Load(Checkpoint(file), new() { Architecture = Network, WeightName = name });

        // Its values are larger by 1.
        AlexNetModel other = Load(Checkpoint("compiled.pth"));
        Assert.All(model.Definition.ParameterTensors.SelectMany(tensor =>
            model.Parameter(tensor.Name).ToArray().Zip(other.Parameter(tensor.Name).ToArray())),
            pair => Assert.Equal(pair.Second + 1, pair.First, 1e-6f));
    }

    [Fact]
    public void AnUnknownChoiceIsAnErrorWithTheNames()
    {
        string message = Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(Checkpoint("student.pth"),
            new() { Architecture = Network, WeightName = "pupil" })).Message;
        Assert.Contains("no weights named 'pupil'", message);
        Assert.Contains("teacher, student", message);
    }

    [Theory]
    [InlineData("ema.pth", "'model' is read, not 'model_ema'")]
    [InlineData("lightning.pth", "criterion.weight [5], train_loss.total []")]
    [InlineData("averaged.pth", "n_averaged []")]
    [InlineData("projector.pth", "projector.0.weight [7, 5], projector.0.bias [7]")]
    [InlineData("odd-tensors.pth", "extra.quantized")]
    [InlineData("normalized.pth", "not read: criterion.weight [5], steps_done [].")]
    public void AWarningNamesWhatIsNotRead(string name, string text)
    {
        var warnings = new List<string>();
        Load(Checkpoint(name), warnings.Add);
        Assert.Contains(text, string.Join('\n', warnings));
    }

    [Theory]
    [InlineData("everything.pth")]
    [InlineData("compiled.pth")]
    [InlineData("whole-model.pth")]
    public void WhatIsNoTensorOfTheNetworkIsNotWorthAWarning(string name)
    {
        var warnings = new List<string>();
        Load(Checkpoint(name), warnings.Add);
        Assert.DoesNotContain(warnings, warning => warning.Contains("not read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("normalized.pth")]
    [InlineData("levels.pth")]
    public void MeanAndDeviationBecomeTheNormalization(string name)
    {
        var warnings = new List<string>();
        AlexNetModel model = Load(Checkpoint(name), warnings.Add);
        Normalize normalize = Assert.Single(model.Recipe.EvaluationTransforms.OfType<Normalize>());
        Assert.Equal([0.485, 0.456, 0.406], normalize.Mean!, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0.229, 0.224, 0.225], normalize.StandardDeviation!, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.DoesNotContain(model.Recipe.EvaluationTransforms, transform => transform is Scale);
        Assert.Contains(warnings, warning => warning.Contains("those in the file", StringComparison.Ordinal));
    }

    [Fact]
    public void ARecipeWithAnotherNormalizationIsUsedAndTheDifferenceReported()
    {
        var warnings = new List<string>();
        AlexNetModel model = AlexNetModel.Load(Checkpoint("normalized.pth"), new()
        {
            Architecture = Network,
            Recipe = AlexNetPS.Recipes.Recipe.Get("D2L") with
            {
                EvaluationTransforms = [new Squash { Size = 8 }, new Scale()],
                TrainTransforms = [new Squash { Size = 8 }, new Scale()],
            },
            Warn = warnings.Add,
        });
        Assert.DoesNotContain(model.Recipe.EvaluationTransforms, transform => transform is Normalize);
        Assert.Contains(warnings, warning => warning.Contains("values of a normalization", StringComparison.Ordinal));
    }

    /// <summary>Python 2 wrote all whole numbers of more than 32 bits, and NumPy's, so.</summary>
    [Theory]
    [InlineData("\u008a\u0001\u0004")]
    [InlineData("\u008a\u0000")]
    [InlineData("\u008b\u0001\0\0\0\u0004")]
    [InlineData("I4\n")]
    [InlineData("L4L\n")]
    public void WholeNumbersOfEveryFormArePlain(string four)
    {
        // A tensor of four values; with the empty number, of none.
        string count = four == "\u008a\u0000" ? "0" : "4";
        string message = Refusal(Write(PickledZip.Of(PickledZip.Program(
            "}X\u0003\0\0\0a.wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
            + $"X\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQK\0{four}\u0085K\u0001\u0085\u0089}}tRs."))));
        Assert.Contains($"it has a.w [{count}]", message);
    }

    [Fact]
    public void ATarThatIsNotPyTorchsNamesItsMembers()
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "weights.pth")
            {
                DataStream = new MemoryStream("x"u8.ToArray()),
            });
        }

        Assert.Contains("unpack it and give a file in it: weights.pth", Refusal(Write(stream.ToArray())));
        Assert.Contains("compressed with gzip", Refusal(Write([0x1F, 0x8B, .. new byte[600]])));
    }

    [Fact]
    public void ADamagedTarIsRejected()
    {
        byte[] tar = Fixture("Checkpoints/tar.pth");
        int storages = tar.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes("storages"));
        Assert.Contains("truncated", Refusal(Write(tar[..(storages + 1024)])));
        byte[] changed = [.. tar];
        changed[tar.AsSpan().IndexOf("FloatStorage"u8)] = (byte)'X';
        Assert.Contains("do not fit together", Refusal(Write(changed)));
    }

    private string Checkpoint(string name) => Write(Fixture($"Checkpoints/{name}"), Path.GetFileName(name));
}
