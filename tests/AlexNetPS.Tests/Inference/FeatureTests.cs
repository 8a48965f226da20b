using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Formats.Csv;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Inference;

public sealed class FeatureTests : IDisposable
{
    private static readonly string[] _classes = ["bee", "cat"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-features-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("""{ "type": "CenterCrop", "size": 8 }""")]
    [InlineData("""{ "type": "TenCrop", "size": 8 }""")]
    public void TheLastHiddenLayerGivesTheLogits(string transforms)
    {
        // fc7 of these values by hand is what the classifier's last layer computes: averaging commutes with a linear
        // layer.
        AlexNetModel model = SmallModels.Model(_classes, transforms);
        ImageNetDataset dataset = PaintedImages.Dataset(_classes, 5);
        using var hidden = new FeatureExtractor(model, "FC6", batchSize: 2);
        using var last = new FeatureExtractor(model, "fc7");
        FeatureEmbedding[] features = [.. hidden.Extract(dataset.Validation)], logits =
            [.. last.Extract(dataset.Validation)];
        ReadOnlySpan<float> weight = model.Parameter("fc7.weight").Span, bias = model.Parameter("fc7.bias").Span;
        Assert.Equal(6, hidden.Length);
        for (int i = 0; i < features.Length; i++)
        {
            Assert.Equal(dataset.Validation.Samples[i].Path, features[i].Path);
            Assert.Equal(_classes[i % 2], features[i].Label);
            Assert.Equal("fc6", features[i].Layer);
            Assert.All(features[i].Values, v => Assert.True(v >= 0));
            for (int c = 0; c < 2; c++)
            {
                double sum = bias[c];
                for (int j = 0; j < 6; j++)
                    sum += weight[c * 6 + j] * features[i].Values[j];
                Assert.Equal(sum, logits[i].Values[c], 3);
            }
        }
    }

    [Fact]
    public void AnUnknownLayerListsTheLayers()
    {
        string message = Assert.Throws<NetworkDefinitionException>(
            () => new FeatureExtractor(SmallModels.Model(_classes), "fc9")).Message;
        Assert.Contains("fc9", message);
        Assert.Contains("conv1, relu1, pool1, fc6, relu6, fc7", message);
    }

    [Fact]
    public void CsvHasARowForEachImage()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string path = Path.Combine(_folder, "features.csv");
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(2, FeatureFile.Write(path, Two()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        using var text = new StreamReader(path);
        using ITableReader reader = TableFormats.Csv.Open(text);
        Assert.Equal(["path", "label", "f0", "f1"], reader.Columns);
        Assert.Equal(["/a, \"b\".png", "bee", "0.1", "-2.5"], reader.Read()!);
        Assert.Equal(["/c.png", "", "1E-07", "3"], reader.Read()!);
        Assert.Null(reader.Read());
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void NpyHasTheValuesAndAnIndexBesideIt()
    {
        string path = Path.Combine(_folder, "features.npy");
        FeatureFile.Write(path, Two());
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal(0, (bytes.Length - 2 * 2 * 4) % 64);
        Assert.Contains("'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)",
            System.Text.Encoding.Latin1.GetString(bytes));
        Assert.Equal([0.1f, -2.5f, 1e-7f, 3],
            Enumerable.Range(0, 4).Select(i => BitConverter.ToSingle(bytes, bytes.Length - 16 + i * 4)));

        using (var text = new StreamReader(Path.Combine(_folder, "features.index.csv")))
        using (ITableReader reader = TableFormats.Csv.Open(text))
        {
            Assert.Equal(["row", "path", "label"], reader.Columns);
            Assert.Equal(["0", "/a, \"b\".png", "bee"], reader.Read()!);
            Assert.Equal(["1", "/c.png", ""], reader.Read()!);
        }

        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void NumPyReadsWhatIsWritten()
    {
        string python = PeerPython.Require("numpy");
        string npy = Path.Combine(_folder, "features.npy"), model = Path.Combine(_folder, "model.safetensors");
        FeatureFile.Write(npy, Two());
        AlexNetModel small = SmallModels.Model(_classes);
        small.Save(model);
        string output = Run(python, """
            import json, sys, numpy
            f = numpy.load(sys.argv[1])
            print(f.dtype, f.shape, float(f[0, 1]), float(f[1, 1]))
            m = numpy.memmap(sys.argv[2], mode="r")
            n = int(m[:8].view("<u8")[0])
            h = json.loads(bytes(m[8:8 + n]))
            b, e = h["fc7.bias"]["data_offsets"]
            print(h["__metadata__"]["format"], sorted(k for k in h if k != "__metadata__"),
                  list(m[8 + n + b:8 + n + e].view("<f4")) == [float(x) for x in sys.argv[3:]])
            """, [npy, model, .. small.Parameter("fc7.bias").ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture))]);
        Assert.Equal(
            ["float32 (2, 2) -2.5 3.0",
                "alexnetps ['conv1.bias', 'conv1.weight', 'fc6.bias', 'fc6.weight', 'fc7.bias', 'fc7.weight'] True"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public void AFailureLeavesTheOldFile()
    {
        foreach (string name in new[] { "old.csv", "old.npy" })
        {
            string path = Path.Combine(_folder, name);
            File.WriteAllText(path, "old");
            Assert.Throws<ArgumentException>(
                () => FeatureFile.Write(path, [.. Two(), new("/d.png", null, "fc6", [1])]));
            Assert.Equal("old", File.ReadAllText(path));
        }

        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void APlaceThatCannotBeWrittenIsNamed()
    {
        Assert.Contains(".npy",
            Assert.Throws<ArgumentException>(() => FeatureFile.Create(Path.Combine(_folder, "x.parquet"))).Message);
        string missing = Path.Combine(_folder, "nowhere", "x.csv"), folder = Path.Combine(_folder, "folder.npy");
        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => FeatureFile.Create(missing)).Message);
        Directory.CreateDirectory(folder);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => FeatureFile.Create(folder)).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void NoImagesGiveAnEmptyTable()
    {
        string path = Path.Combine(_folder, "none.csv");
        Assert.Equal(0, FeatureFile.Write(path, []));
        Assert.Equal("path,label\r\n", File.ReadAllText(path));
        FeatureFile.Write(Path.Combine(_folder, "none.npy"), []);
    }

    private static FeatureEmbedding[] Two() =>
        [new("/a, \"b\".png", "bee", "fc6", [0.1f, -2.5f]), new("/c.png", null, "fc6", [1e-7f, 3])];

    private static string Run(string python, string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(python, ["-c", script, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + errors.Result;
    }
}
