using AlexNetPS.Models;

namespace AlexNetPS.Tests.Models;

/// <summary>
/// Any damage to any format is one clear error, or at worst other numbers where the format has no checksums; never a
/// crash.
/// </summary>
public sealed class DamagedWeightTests : WeightFixtures
{
    private static readonly string[] _swept =
    [
        "zip.pth", "legacy.pth", "wrapped.pth", "protocol4.pth", "lists.npy", "dictionaries.npy", "present.caffemodel",
        "v1.caffemodel", "names.safetensors", "half.safetensors",
        "protocol2.npy", "protocol5.npy", "layers.npz", "layers-packed.npz", "objects.npz",
    ];

    public static TheoryData<string> Names => [.. _swept];

    [Theory]
    [MemberData(nameof(Names))]
    public void TruncatedFilesAreRefused(string fixture)
    {
        byte[] whole = Bytes(fixture);
        for (int length = 0; length < whole.Length; length += 1 + length / 23)
        {
            string message = Refusal(Write(whole[..length]));
            Assert.InRange(message.Length, 1, 6000);
        }

        Refusal(Write(whole[..^1]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FlippedBitsAreRefusedOrChangeValuesOnly(string fixture)
    {
        byte[] whole = Bytes(fixture);
        bool hasChecksums = whole[0] == 'P';
        float[] original = Parameters(Load(Write(whole)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int rejected = 0;
        for (int trial = 0; trial < 150; trial++)
        {
            var random = new Random(trial);
            byte[] bytes = [.. whole];
            for (int flips = 1 + trial % 3; flips > 0; flips--)
            {
                int bit = random.Next(bytes.Length * 8);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            string path = Write(bytes);
            try
            {
                AlexNetModel model = Load(path);
                if (hasChecksums)
                    Assert.Equal(original, Parameters(model));
            }
            catch (ModelFormatException e)
            {
                Assert.StartsWith($"'{path}' cannot be read as a model: ", e.Message);
                rejected++;
            }
        }

        Assert.InRange(rejected, 5, 150);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
    }

    /// <summary>
    /// A model of this library says what network it is: whatever a flipped bit makes of that is rejected, or still
    /// computes.
    /// </summary>
    [Fact]
    public void FlippedBitsOfAModelsDescriptionAreRefusedOrHarmless()
    {
        string path = Path.Combine(Folder, "own.safetensors");
        SmallModels.Model(["a", "b"]).Save(path);
        byte[] whole = File.ReadAllBytes(path);
        int header = 8 + BitConverter.ToInt32(whole), rejected = 0, read = 0;
        int first = whole.AsSpan().IndexOf("architecture"u8), last = whole.AsSpan().IndexOf("recipe"u8);
        for (int trial = 0; trial < 600; trial++)
        {
            // Half of the trials in the few hundred bytes of the network itself.
            var random = new Random(trial);
            byte[] bytes = [.. whole];
            int at = trial % 2 == 0
                ? random.Next(8, header)
                : random.Next(Math.Min(first, last), Math.Max(first, last));
            bytes[at] ^= (byte)(1 << random.Next(8));
            Write(bytes, "own.safetensors");
            try
            {
                AlexNetModel model = AlexNetModel.Load(path);
                Assert.All(Predict(model), logit => Assert.True(float.IsFinite(logit)));
                read++;
            }
            catch (ModelFormatException e)
            {
                Assert.StartsWith($"'{path}' cannot be read as a model: ", e.Message);
                rejected++;
            }
        }

        Assert.InRange(rejected, 100, 600);
        Assert.InRange(read, 20, 600);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NoiseAfterTheFirstBytesIsRefused(string fixture)
    {
        byte[] whole = Bytes(fixture);
        for (int seed = 0; seed < 20; seed++)
        {
            byte[] noise = [.. whole];
            new Random(seed).NextBytes(noise.AsSpan(16));
            Refusal(Write(noise));
        }
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4 })]
    [InlineData(new byte[] { 0x80, 2 })]
    [InlineData(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y' })]
    [InlineData(
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 2, 0, 255, 255, 255, 255, 0x80, 2 })]
    [InlineData(new byte[] { 10, 255, 255, 255, 255, 7, 65 })]
    [InlineData(new byte[] { 0xA2, 0x06, 255, 255, 255, 255, 15 })]
    [InlineData(new byte[] { (byte)'h', (byte)'e', (byte)'l', (byte)'l', (byte)'o' })]
    public void BeginningsOfFormatsAreRefused(byte[] start) => Refusal(Write(start));

    [Fact]
    public void ValuesThatAreNotFiniteAreRefused()
    {
        byte[] bytes = Bytes("names.safetensors");
        new byte[] { 0, 0, 0xC0, 0x7F }.CopyTo(bytes, bytes.Length - 4);
        Assert.Contains("NaN", Refusal(Write(bytes)));
    }

    private static float[] Parameters(AlexNetModel model) =>
        [.. model.Definition.ParameterTensors.SelectMany(tensor => model.Parameter(tensor.Name).ToArray())];
}
