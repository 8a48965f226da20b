using AlexNetPS.Inference;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Tests.Inference.Gates;

public sealed class BaselineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("baseline").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheSameEvaluationHasTheSameBytesWhateverTheOrderOfItsImages()
    {
        int[] predicted = [.. Enumerable.Range(0, 200).Select(i => i % 7 == 0 ? (i + 1) % 5 : i % 5)];
        byte[] first = Save(GateEvaluations.Of(predicted)), again = Save(GateEvaluations.Of(predicted));
        byte[] reversed = Save(GateEvaluations.Of(predicted, [.. Enumerable.Range(0, 200).Reverse()]));
        Assert.Equal(first, again);
        Assert.Equal(first, reversed);
        string text = System.Text.Encoding.UTF8.GetString(first);
        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("}\n", text);
        Assert.DoesNotContain("/images", text);
        Assert.True(text.Split('\n').Max(line => line.Length) < 110);
    }

    [Fact]
    public void AnImageThatFlipsChangesOneLineOfTheImages()
    {
        bool[] right = [.. Enumerable.Repeat(true, 500)];
        string[] before = Lines(GateEvaluations.Of(right));
        right[123] = false;
        string[] after = Lines(GateEvaluations.Of(right));
        Assert.Equal(before.Length, after.Length);
        Assert.Single(Enumerable.Range(0, before.Length),
            i => before[i] != after[i] && before[i].Trim().Count(c => c is '0' or '1') > 9);
    }

    [Fact]
    public void WhatIsReadIsWhatWasWritten()
    {
        Evaluation evaluation = GateEvaluations.Of([.. Enumerable.Range(0, 300).Select(i => i % 4 > 0)]);
        string path = Path.Combine(_folder, "b.json");
        Baseline.Of(evaluation).Save(path);
        var read = Baseline.Load(path);
        Assert.Equal((300, evaluation.Top1, evaluation.Dataset, evaluation.Split),
            (read.Count, read.Top1, read.Dataset, read.Split));
        Assert.Equal(evaluation.Loss, read.Loss, 4);
        Assert.Equal(evaluation.Classes.Select(one => (one.Name, one.Count)),
            read.Classes.Select(one => (one.Name, one.Images)));
        PairedDrop none = read.Compare(evaluation);
        Assert.Equal((0, 0, 0), (none.Worse, none.Better, none.Drop));

        PairedDrop drop = read.Compare(GateEvaluations.Of([.. Enumerable.Range(0, 300).Select(i => i % 3 > 0)]));
        Assert.Equal((50, 75), (drop.Better, drop.Worse));
    }

    [Fact]
    public void OtherImagesAreAnErrorThatTellsHowMany()
    {
        bool[] right = [.. Enumerable.Repeat(true, 500)];
        var baseline = Baseline.Of(GateEvaluations.Of(right));
        string more = Assert.Throws<BaselineImagesException>(
            () => baseline.Compare(GateEvaluations.Of([.. right, true, true]))).Message;
        Assert.Contains("500 images", more);
        Assert.Contains("502", more);
        Assert.Matches("at least 2 differ, and [1-9][0-9]* are the same", more);
        Assert.Contains("Export-AlexNetBaseline", more);
        Assert.Contains("at least 400 differ",
            Assert.Throws<BaselineImagesException>(() => baseline.Compare(GateEvaluations.Of(right[..100]))).Message);
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2", "formatVersion: it is 2")]
    [InlineData("\"images\": 60,", "\"images\": 61,", "images: it is 61")]
    [InlineData("\"top1\": 0.75", "\"top1\": 0.8", "top1: it is 0.8")]
    [InlineData("\"top1\": 0.75", "\"top1\": \"0.75\"", "top1: a number is needed")]
    [InlineData("\"split\": \"Validation\"", "\"split\": \"Valid\"", "split: \"Valid\" is not one of")]
    [InlineData("\"dataset\"", "\"data\"", "data: there is no such field")]
    [InlineData("\"recall\": 0.75", "\"recall\": 2", "classes: ")]
    [InlineData("    \"0 ", "    \"0x", "correct[0]: ")]
    [InlineData("{", "", "")]
    public void ADamagedFileIsAnErrorThatNamesFileAndField(string what, string by, string message)
    {
        string path = Path.Combine(_folder, "damaged.json");
        Baseline.Of(GateEvaluations.Of([.. Enumerable.Range(0, 60).Select(i => i % 4 > 0)])).Save(path);
        string text = File.ReadAllText(path);
        int place = text.IndexOf(what, StringComparison.Ordinal);
        Assert.True(place >= 0, text);
        File.WriteAllText(path, text[..place] + by + text[(place + what.Length)..]);
        string found = Assert.Throws<BaselineException>(() => Baseline.Load(path)).Message;
        Assert.Contains("damaged.json", found);
        Assert.Contains(message, found);
    }

    [Fact]
    public void AMissingFileIsNotADamagedOne() =>
        Assert.Throws<FileNotFoundException>(() => Baseline.Load(Path.Combine(_folder, "none.json")));

    private string[] Lines(Evaluation evaluation) =>
        System.Text.Encoding.UTF8.GetString(Save(evaluation)).Split('\n');

    private byte[] Save(Evaluation evaluation)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}.json");
        Baseline.Of(evaluation).Save(path);
        return File.ReadAllBytes(path);
    }
}
