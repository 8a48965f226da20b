using System.Runtime.InteropServices;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Randomness;
using AlexNetPS.TorchSharp.Devices;
using AlexNetPS.TorchSharp.Dropout;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>Dropout masks drawn by the device are those of the host, bit for bit.</summary>
public class MaskTests
{
    /// <summary>Numbers of values that are no multiple of four, and layers that drop nothing and nearly all.</summary>
    private static readonly NetworkDefinition _odd = new("odd", new(3, 9, 9),
    [
        new DropoutDefinition { Name = "drop0", Probability = 0.9 },
        new ConvolutionDefinition { Name = "conv1", Filters = 6, Kernel = 3 },
        new DropoutDefinition { Name = "drop1", Probability = 0.3 },
        new DropoutDefinition { Name = "none", Probability = 0 },
        new LinearDefinition { Name = "fc2", Outputs = 11 },
        new DropoutDefinition { Name = "drop2" },
        new LinearDefinition { Name = "fc3", Outputs = 1 },
        new DropoutDefinition { Name = "drop3", Probability = 1e-9 },
        new LinearDefinition { Name = "fc4", Outputs = 4 },
    ]);

    [Theory]
    [InlineData(0, 5, 1 << 21)]
    [InlineData(3, 4, 1 << 21)]
    [InlineData(127, 1, 1 << 21)]
    [InlineData(1, 7, 300)]
    [InlineData(5, 3, 1)]
    public void MasksAreThoseOfTheHost(long first, long images, long mostBlocks)
    {
        // The engine loads libtorch, so it comes before the scope.
        using HostMasks host = new(Both.Processor, _odd, 2);
        using DeviceMasks drawn = new(Both.Device, _odd, 2, mostBlocks);
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (TrainStep step in new TrainStep[]
        {
            new(0.1, 7, 0), new(0.1, 0xFEDC_BA98_7654_3210, 3_000_000_000) { Batch = 4_294_967_295 },
        })
        {
            IReadOnlyDictionary<int, Tensor> expected = host.Draw(step, first, images), actual =
                drawn.Draw(step, first, images);
            Assert.Equal([0, 2, 5, 7], expected.Keys.Order());
            Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
            foreach ((int layer, Tensor mask) in expected)
            {
                Assert.Equal(mask.shape, actual[layer].shape);
                Assert.Equal(mask.bytes.ToArray(), actual[layer].to(ScalarType.Byte).contiguous().cpu().bytes.ToArray());
            }
        }
    }

    [Fact]
    public void NumbersAreThoseOfTheStreamForEveryWordOfCounterAndKey()
    {
        uint[] words = [0, 1, 0x7FFF_FFFF, 0x8000_0000, uint.MaxValue, 0xD251_1F53, 0x9E37_79B9];
        using PhiloxTensors philox = new(Both.Device, 2);
        foreach (uint word in words)
        {
            // The last range passes the end of the counter, which begins again.
            ulong seed = ((ulong)word << 32) | ~word;
            var stream = new RandomStream(seed, (RandomPurpose)(word ^ 3), word, word ^ 5);
            CounterRange[] ranges =
            [
                CounterRange.Of(stream, 0, 40), CounterRange.Of(stream, 4L * word + 2, 9),
                CounterRange.Of(stream, (4L << 32) - 21, 50),
            ];
            using DisposeScope scope = torch.NewDisposeScope();
            (Tensor even, Tensor odd) = philox.Draw(ranges, philox.Constants(seed));
            uint[] numbers = [.. MemoryMarshal.Cast<byte, long>(torch.stack([even.t(), odd.t()], 2).cpu().bytes).ToArray()
                .Select(number => checked((uint)number))];
            int at = 0;
            foreach (CounterRange range in ranges)
            {
                for (long block = range.First; block < range.First + range.Blocks; block++, at += 4)
                {
                    stream.Block((uint)block, out uint x0, out uint x1, out uint x2, out uint x3);
                    Assert.Equal([x0, x1, x2, x3], numbers[at..(at + 4)]);
                }
            }

            Assert.Equal(numbers.Length, at);
        }
    }
}
