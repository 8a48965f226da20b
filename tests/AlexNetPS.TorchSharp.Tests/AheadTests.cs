using AlexNetPS.Datasets.Means;
using AlexNetPS.Engines;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.Tests.Engines;
using AlexNetPS.Transforms;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Gray levels that become values on the device, and steps whose results are asked for later.</summary>
public class AheadTests
{
    private const int Batch = 5;

    private static readonly TensorShape _shape = Both.Small.Input;

    public static TheoryData<string, TransformDefinition[]> Lists { get; } = new()
    {
        { "color noise",
            [new RandomCrop { Size = _shape.Width }, new HorizontalFlip(), Noise(),
                new Normalize { Mean = [0.485, 0.456, 0.406], StandardDeviation = [0.229, 0.224, 0.225] }] },
        { "mean image",
            [new CenterCrop { Size = 44 }, Subtract(MeanAlignment.Image), new RandomCrop { Size = _shape.Width },
                new HorizontalFlip(), new ChannelOrder { Order = ColorOrder.Bgr }, new Scale { Factor = 0.02 }] },
        { "mean of the center",
            [new CenterCrop { Size = 44 }, Subtract(MeanAlignment.Center), new RandomCrop { Size = _shape.Width },
                Noise()] },
        { "erased, twice",
            [new RandomCrop { Size = _shape.Width }, new Normalize { Mean = [0.5], StandardDeviation = [0.3] },
                new RandomErasing { Probability = 0.7, Value = [0.1, -0.2, 0.3] }, new RandomErasing()] },
        { "erased by noise, blue first",
            [new RandomCrop { Size = _shape.Width }, new ChannelOrder { Order = ColorOrder.Bgr },
                new Normalize { Mean = [0.5], StandardDeviation = [0.3] },
                new RandomErasing { Fill = ErasingFill.Noise }, new RandomErasing { Value = [1, 2, 3] }] },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void LevelsBecomeTheSameValuesOnTheDevice(string what, TransformDefinition[] transforms)
    {
        var pipeline = new TransformPipeline(transforms, _shape);
        using INetwork network = Both.OnTorch(Both.Small, Batch, Both.Sgd), other =
            Both.OnTorch(Both.Small, Batch, Both.Sgd);
        using INetwork shared = Both.OnTorch(Both.Small, Batch, Both.Sgd, "torch:cpu,torch:cpu");
        Assert.True(network.AcceptsBytes, what);
        InputRows levels = Rows(pipeline, acceptsBytes: true), values = Rows(pipeline, acceptsBytes: false);

        // No layer gives the inputs themselves, so the first convolution stands for them.
        float[] fromLevels = new float[Batch * Both.Small.Layer("conv1").OutputShape.Count], fromValues =
            new float[fromLevels.Length];
        network.Activations(levels.First(Batch), "conv1", fromLevels);
        network.Activations(values.First(Batch), "conv1", fromValues);
        Both.AssertClose(fromValues, fromLevels, 0);

        float[] targets = Targets(), a = new float[targets.Length], b = new float[targets.Length];
        for (int step = 0; step < 3; step++)
        {
            float loss = network.TrainStep(levels.First(Batch), targets, new(0.01, 7, step), a);
            Assert.Equal(other.TrainStep(values.First(Batch), targets, new(0.01, 7, step), b), loss, TestDevice.Rounding);
            Both.AssertClose(b, a, 0);
            Assert.Equal(loss, shared.TrainStep(levels.First(Batch), targets, new(0.01, 7, step), a), 1e-5f);
        }

        Both.AssertSame(other, network, 0);
    }

    [Theory]
    [InlineData("torch:cpu", 1)]
    [InlineData("cuda:0", Batch)]
    [InlineData("cuda:0,cuda:1", Batch)]
    [InlineData("torch:cpu,torch:cpu,torch:cpu", 4)]
    public void TheDeviceMixesAsTheHostDoes(string devices, int count)
    {
        var pipeline = new TransformPipeline([new RandomCrop { Size = _shape.Width },
            new Normalize { Mean = [0.5], StandardDeviation = [0.3] }, new RandomErasing()], _shape,
            [new Mixup { Alpha = 0.8 }, new CutMix()]);
        var gpu = new FakeGpu();
        var options = new NetworkOptions { Device = devices, MaximumBatchSize = Batch, Optimizer = Both.Sgd };
        bool fake = devices.StartsWith("cuda", StringComparison.Ordinal);
        using INetwork network = Create(), other = Create();
        float[] fromLevels = new float[count * Both.Small.Layer("conv1").OutputShape.Count], fromValues =
            new float[fromLevels.Length], targets = new float[count * 7], a = new float[targets.Length], b =
                new float[targets.Length];
        targets[2] = 1;
        var kinds = new HashSet<bool>();
        for (uint step = 0; step < 8; step++)
        {
            InputRows levels = Rows(pipeline, acceptsBytes: true), values = Rows(pipeline, acceptsBytes: false);
            Assert.Equal(values.Mix(count, 9, 1, step), levels.Mix(count, 9, 1, step));
            kinds.Add(levels.First(count).Mix!.Value.Box is null);
            network.Activations(levels.First(count), "conv1", fromLevels);
            other.Activations(values.First(count), "conv1", fromValues);
            Both.AssertClose(fromValues, fromLevels, 0);
            Assert.Equal(other.TrainStep(values.First(count), targets, new(0.01, 7, step), b),
                network.TrainStep(levels.First(count), targets, new(0.01, 7, step), a), TestDevice.Rounding);
            Both.AssertClose(b, a, 0);
        }

        Assert.Equal(2, kinds.Count);
        Both.AssertSame(other, network, 0);

        INetwork Create() => Both.Fill((fake ? FakeGpu.Engine(gpu, gpu) : Both.Torch).Create(Both.Small,
            options with { Device = fake ? devices : TestDevice.Of(devices) }));
    }

    [Fact]
    public void MixedImagesAreSentAsBytes()
    {
        var pipeline = new TransformPipeline([new RandomCrop { Size = _shape.Width }, new RandomErasing()], _shape,
            [new Mixup()]);
        var gpu = new FakeGpu();
        using INetwork network = Both.Fill(FakeGpu.Engine(gpu).Create(Both.Small,
            new() { Device = "cuda:0", MaximumBatchSize = Batch }));
        InputRows rows = Rows(pipeline, acceptsBytes: true);
        rows.Mix(Batch, 9, 1, 0);
        network.Forward(rows.First(Batch), new float[Batch * 7]);

        // The images, the one before them, and less than a hundred bytes of numbers for each.
        Assert.InRange(gpu.Uploaded, (Batch + 1) * _shape.Count, (Batch + 1) * (_shape.Count + 100));
    }

    [Theory]
    [InlineData("torch:cpu")]
    [InlineData("torch:cpu,torch:cpu")]
    public void ResultsMayBeAskedForLater(string device)
    {
        using INetwork ahead = Both.OnTorch(Both.Small, Batch, Both.Sgd, device), waited =
            Both.OnTorch(Both.Small, Batch, Both.Sgd, device);
        float[] targets = Targets(), logits = new float[targets.Length], expected = new float[targets.Length];
        int most = ahead.MaximumPendingSteps;
        Assert.True(most > 1);
        for (int first = 0; first < 3 * most; first += most)
        {
            for (int step = first; step < first + most; step++)
                ahead.StartStep(Images(step), targets, new(0.01, 7, step));
            Assert.Throws<InvalidOperationException>(() => ahead.StartStep(Images(0), targets, new(0.01, 7, 0)));

            // A prediction between the two sees the weights after all of them, and takes nothing from them.
            float[] between = Both.Forward(ahead, 2);
            for (int step = first; step < first + most; step++)
            {
                float loss = waited.TrainStep(Images(step), targets, new(0.01, 7, step), expected);
                Assert.Equal(loss, ahead.EndStep(logits), TestDevice.Rounding);
                Both.AssertClose(expected, logits, 0);
            }

            Both.AssertClose(Both.Forward(waited, 2), between, 0);
        }

        Assert.Throws<InvalidOperationException>(() => ahead.EndStep(logits));
        ahead.StartStep(Images(0), targets, new(0.01, 7, 0));
        Assert.Throws<ArgumentException>(() => ahead.EndStep(new float[3]));

        static float[] Images(int step) => Golden.Values(Batch * _shape.Count, (uint)(1 + step));
    }

    private static InputRows Rows(TransformPipeline pipeline, bool acceptsBytes)
    {
        var rows = new InputRows(pipeline, Batch, acceptsBytes);
        for (int i = 0; i < Batch; i++)
        {
            byte[] pixels = new byte[48 * 46 * 3];
            var random = new RandomStream(5, RandomPurpose.Drawing, 0, (uint)i);
            for (int at = 0; at < pixels.Length; at++)
                pixels[at] = (byte)random.Integer((uint)at, 256);
            rows.Write(i, new PixelView(pixels, 48, 46, 3),
                new RandomStream(3, RandomPurpose.Augmentation, 1, (uint)i));
        }

        return rows;
    }

    private static float[] Targets()
    {
        float[] targets = new float[Batch * Both.Small.Classes];
        for (int i = 0; i < Batch; i++)
            targets[i * Both.Small.Classes + i % Both.Small.Classes] = 1;
        return targets;
    }

    private static PcaColorNoise Noise() =>
        new() { Eigenvalues = [0.2, 0.02, 0.004], Eigenvectors = [[0.6, 0.6, 0.52], [0.8, -0.6, 0], [0, 0, 1]] };

    private static MeanImageSubtract Subtract(MeanAlignment alignment) => new()
    {
        Alignment = alignment,
        Mean = MeanImage.FromInterleaved(44, 44, 3,
            [.. Enumerable.Range(0, 44 * 44 * 3).Select(i => i * 7919 % 2551 / 10.0)]),
    };
}
