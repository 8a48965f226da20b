using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Architectures;

namespace AlexNetPS.Tests.Models;

/// <summary>What NumPy's files may hold, beside the forms that <see cref="WeightImportTests"/> reads.</summary>
public sealed class NumPyFileTests : WeightFixtures
{
    [Fact]
    public void MembersOfOtherNamesAndShapesAreListed()
    {
        string message =
            Refusal(Archive(("conv1/weights", Npy("<f4", "3, 3, 3, 4", 432)), ("conv1/biases", Npy("<f4", "4,", 16)),
            ("conv2/weights", Npy("<f4", "3, 3, 2, 6", 432)), ("fc7/weights", Npy("<f4", "8, 5", 160)),
            ("more", Npy("<f4", "2,", 8))));
        Assert.Contains("fc6.weight: missing", message);
        Assert.Contains("more: [2], which Fixture does not have", message);
    }

    [Fact]
    public void MixedLayoutsAreRefused() =>
        Assert.Contains("mixes arrays named 'weights' and 'weight'",
            Refusal(Archive(("a/weights", Npy("<f4", "3, 3, 3, 4", 432)),
                ("b.weight", Npy("<f4", "4, 3, 3, 3", 432)))));

    [Fact]
    public void NamesAndShapesThatTellNoLayoutAreRefused() =>
        Assert.Contains("LAYER.weight",
            Refusal(Archive(("a", Npy("<f4", "3, 3, 3, 3", 324)), ("b", Npy("<f4", "3,", 12)))));

    [Theory]
    [InlineData("<i4", "4,", 16, "'i4'")]
    [InlineData("<c8", "4,", 32, "'c8'")]
    [InlineData("<f4", "4,", 12, "has 12 bytes; it is damaged")]
    [InlineData("<f4", "1000000, 1000000, 1000000, 1000000", 16, "has 16 bytes; it is damaged")]
    [InlineData("<f4", "4, -4", 16, "no shape of whole numbers")]
    [InlineData("<f4", "99999999999999999999,", 16, "no shape of whole numbers")]
    public void ArraysThatAreNoWeightsAreRefused(string type, string shape, int bytes, string reason) =>
        Assert.Contains(reason, Refusal(Archive(("conv1/weights", Npy(type, shape, bytes)))));

    [Fact]
    public void AStructuredTypeIsRefused()
    {
        byte[] header = Encoding.Latin1.GetBytes("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,), }");
        Assert.Contains("type, order and shape",
            Refusal(Archive(("conv1/weights", [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]))));
    }

    /// <summary>
    /// 64 MB of zeros take 64 KB in the archive: what is decompressed is what the network needs, piece by piece.
    /// </summary>
    [Theory]
    [InlineData("<f4", "16777216,", "expected")]
    [InlineData("<f4", "4096, 4096", "expected")]
    [InlineData("|O", "", "protocol")]
    public void ABombIsNotDecompressed(string type, string shape, string what)
    {
        string path = Archive(("conv1/weights", Npy(type, shape, 64 << 20)), ("fc7/weights", Npy("<f4", "8, 5", 160)));
        Assert.InRange(new FileInfo(path).Length, 1, 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(Refusal(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20, what);
    }

    /// <summary>A bomb of text, as Python 3's protocol 2 writes bytes, encoded again and again.</summary>
    [Fact]
    public void ATextEncodedAgainAndAgainTakesNoMemory()
    {
        string text = new('x', 1 << 20), encoded = "c_codecs\nencode\n(h\0X\u0006\0\0\0latin1tR0";
        byte[] pickle = PickledZip.Program("X\0\0\u0010\0" + text + "q\0" + PickledZip.Repeat(encoded, 20_000) + "}.");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(Write([.. Npy("|O", "", 0), .. pickle], "text.npy"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100 << 20);
    }

    [Theory]
    [InlineData("c_codecs\nencode\n(X\u0001\0\0\0aX\u0005\0\0\0utf-8tR.", "not latin1 text")]
    [InlineData("c_codecs\nencode\n(K\u0001X\u0006\0\0\0latin1tR.", "not text")]
    [InlineData("c_codecs\ndecode\n(X\u0001\0\0\0aX\u0006\0\0\0latin1tR.", "'_codecs.decode'")]
    [InlineData("c__builtin__\nbytes\n(K\u0005tR.", "makes bytes of something")]
    [InlineData("cnumpy.core.numeric\n_frombuffer\n(K\u0001K\u0001K\u0001K\u0001tR.", "not a buffer")]
    [InlineData("\u0097.", "buffers outside the file")]
    [InlineData("cnumpy.core.multiarray\nfromstring\n.", "'numpy.core.multiarray.fromstring'")]
    public void WhatIsNotOnTheListIsRefused(string steps, string reason) =>
        Assert.Contains(reason, Refusal(Write([.. Npy("|O", "", 0), .. PickledZip.Program(steps)], "weights.npy")));

    [Fact]
    public void DictionariesInOneAnotherEnd()
    {
        // Each level names the one before ten times; the first holds itself.
        var steps = new StringBuilder("}q\0X\u0001\0\0\0ah\0s");
        for (int level = 1; level < 20; level++)
        {
            steps.Append('}').Append('(');
            for (int i = 0; i < 10; i++)
                steps.Append(CultureInfo.InvariantCulture, $"X\u0001\0\0\0{(char)('a' + i)}h{(char)(level - 1)}");
            steps.Append("uq").Append((char)level);
        }

        Assert.Contains("in one another",
            Refusal(Write([.. Npy("|O", "", 0), .. PickledZip.Program(steps.Append('.').ToString())], "weights.npy")));
    }

    /// <summary>
    /// AlexNet's TensorFlow port (small): conv1 "same", response normalization with radius 2 and an alpha that is not
    /// divided, pooling, the image's own mean subtracted, blue first. The logits are NumPy's, by
    /// tests/peers/numpy_fixtures.py.
    /// </summary>
    [Fact]
    public void TheTensorFlowPortGivesItsLogits()
    {
        const int Size = 67;
        string architecture = Write(Encoding.UTF8.GetBytes(Port(Size, [6, 8, 8, 8, 8, 10, 10, 4])), "port.json");
        string recipe = Write(Encoding.UTF8.GetBytes($$"""
            {
              "name": "Port", "architecture": "port.json", "optimizer": { "type": "Sgd", "learningRate": 0.01 },
              "epochs": 1, "batchSize": 1, "imageSize": {{Size}},
              "trainTransforms": [
                { "type": "Squash", "size": {{Size}} }, { "type": "ImageMeanSubtract" },
                { "type": "ChannelOrder", "order": "Bgr" }
              ],
              "evaluationTransforms": [
                { "type": "Squash", "size": {{Size}} }, { "type": "ImageMeanSubtract", "perChannel": false },
                { "type": "ChannelOrder", "order": "Bgr" }
              ]
            }
            """), "recipe.json");
        AlexNetModel model = AlexNetModel.Load(Write(Bytes("tensorflow-port.npy")),
            new ModelImportOptions
            {
                Architecture = ArchitectureFile.Load(architecture),
                Recipe = Recipe.Load(recipe)
            });

        byte[] pixels = new byte[Size * Size * 3];
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                int at = (row * Size + column) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) =
                    ((byte)(3 * row), (byte)(5 * column + row), (byte)(2 * row + 3 * column));
            }
        }

        float[] values = new float[3 * Size * Size], logits = new float[4], expected =
            JsonSerializer.Deserialize<float[]>(Bytes("tensorflow-port-logits.json"))!;
        model.Recipe.CreateEvaluationTransforms(model.Definition).Apply(new PixelView(pixels, Size, Size, 3), values);
        using INetwork network = model.CreateNetwork(maximumBatchSize: 1, threads: 1);
        network.Forward(values, logits);
        Assert.All(logits.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
    }

    [Fact]
    public void TheTensorFlowPortHasItsSizes()
    {
        NetworkDefinition network = ArchitectureFile.Load(
            Write(Encoding.UTF8.GetBytes(Port(227, [96, 256, 384, 384, 256, 4096, 4096, 1000])), "port.json"));
        Assert.Equal([57, 28, 28, 13, 13, 13, 13, 6],
            new[] { "conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5" }.Select(
                name => network.Layer(name).OutputShape.Width));
        Assert.Equal(60_965_224, network.Parameters);
    }

    private static string Port(int size, int[] widths)
    {
        const string Norm = "\"type\": \"LocalResponseNormalization\", \"size\": 5, \"alpha\": 2e-5, \"beta\": 0.75, "
            + "\"k\": 1, \"divideAlphaBySize\": false";
        return $$"""
            { "name": "Port", "input": { "channels": 3, "height": {{size}}, "width": {{size}} }, "layers": [
              { "type": "Convolution", "name": "conv1", "filters": {{widths[0]}}, "kernel": 11, "stride": 4, "padding": "same" },
              { "type": "Activation", "name": "relu1" },
              { {{Norm}}, "name": "norm1" }, { "type": "MaxPool", "name": "pool1" },
              { "type": "Convolution", "name": "conv2", "filters": {{widths[1]}}, "kernel": 5, "padding": "same", "groups": 2 },
              { "type": "Activation", "name": "relu2" },
              { {{Norm}}, "name": "norm2" }, { "type": "MaxPool", "name": "pool2" },
              { "type": "Convolution", "name": "conv3", "filters": {{widths[2]}}, "kernel": 3, "padding": "same" },
              { "type": "Activation", "name": "relu3" },
              { "type": "Convolution", "name": "conv4", "filters": {{widths[3]}}, "kernel": 3, "padding": "same", "groups": 2 },
              { "type": "Activation", "name": "relu4" },
              { "type": "Convolution", "name": "conv5", "filters": {{widths[4]}}, "kernel": 3, "padding": "same", "groups": 2 },
              { "type": "Activation", "name": "relu5" },
              { "type": "MaxPool", "name": "pool5" },
              { "type": "Linear", "name": "fc6", "outputs": {{widths[5]}} },
              { "type": "Activation", "name": "relu6" }, { "type": "Dropout", "name": "drop6" },
              { "type": "Linear", "name": "fc7", "outputs": {{widths[6]}} },
              { "type": "Activation", "name": "relu7" }, { "type": "Dropout", "name": "drop7" },
              { "type": "Linear", "name": "fc8", "outputs": {{widths[7]}} } ] }
            """;
    }

    private string Archive(params (string Name, byte[] Bytes)[] members)
    {
        string path = Path.Combine(Folder, "weights.npz");
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in members)
        {
            using Stream entry = zip.CreateEntry($"{name}.npy", CompressionLevel.Optimal).Open();
            entry.Write(bytes);
        }

        return path;
    }

    /// <summary>A header, and zeros after it.</summary>
    private static byte[] Npy(string type, string shape, int zeros)
    {
        byte[] header =
            Encoding.Latin1.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}\n");
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. new byte[zeros]];
    }
}
