using AlexNetPS.Formats;
using System.Text;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Models;

/// <summary>A few megabytes cannot ask for hours or gigabytes; and whoever waits can stop the reading.</summary>
public sealed class BoundedReadingTests : WeightFixtures
{
    // Only against waiting for hours, which reading these files once took: the work itself is bounded by the counts
    // that the errors name.
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(15);

    private const long Memory = 200L << 20;

    /// <summary>Names of hostile files; each is a method here that builds it.</summary>
    public static TheoryData<string, string> Hostile => new()
    {
        { "one list made into a dictionary again and again", "more than 1,000,000 entries" },
        { "many names for one large dictionary", "no dictionary of weights" },
        { "many layers of one large dictionary", "more than 10,000 tensors" },
        { "layers that are one large list", "not a list of weights and biases" },
        { "a name of dots", "has 1,000,006 characters; at most 1,000 are read" },
        { "many tensors of many dots", "do not fit the network" },
        { "tensors without values", "more than 10,000 tensors" },
        { "more outputs than there can be", "do not fit the network" },
        { "members that share their bytes", "members together are larger than the file" },
        { "layers of nothing but arrays", "damaged at byte" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void ItIsRefusedSoonAndInLittleMemory(string what, string reason)
    {
        string path = Write(Build(what));
        long before = GC.GetAllocatedBytesForCurrentThread();
        using var guard = new CancellationTokenSource(_guard);
        Assert.Contains(reason, Refusal(path, guard.Token));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Memory);
    }

    /// <summary>
    /// What a thread allocates is counted above; this counts what is alive, of all threads, by a heap that has no more.
    /// </summary>
    [Fact]
    public void AHeapOf256MegabytesIsEnough() =>
        Assert.Equal(Hostile.Select(row => $"{row.Data.Item1}: ModelFormatException"),
            OwnProcess.Run((typeof(BoundedReadingTests), nameof(ReadAll)), "DOTNET_GCHeapHardLimit=0x10000000"));

    [Fact(Explicit = true), Trait("Category", "Child")]
    public void ReadAll() =>
        OwnProcess.Report([.. Hostile.Select(row => $"{row.Data.Item1}: {Result(Write(Build(row.Data.Item1)))}")]);

    [Theory]
    [InlineData("many tensors of many dots")]
    [InlineData("more outputs than there can be")]
    public void PresetsAreComparedAsSoon(string what)
    {
        string path = Write(Build(what));
        using var guard = new CancellationTokenSource(_guard);
        Assert.Contains("none of the architectures known by name",
            Assert.Throws<ModelFormatException>(() => AlexNetModel.Load(path, new(), guard.Token)).Message);
    }

    public static TheoryData<string> Names => [.. All, "own"];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryFormatStops(string fixture)
    {
        string path = Path.Combine(Folder, "weights.bin");
        if (fixture == "own")
            SmallModels.Model(["a", "b"]).Save(path);
        else
            Write(Bytes(fixture));
        using var source = new CancellationTokenSource();

        // The first warning comes when all but the values has been read.
        var options =
            new ModelImportOptions { Architecture = fixture == "own" ? null : Network, Warn = _ => source.Cancel() };
        if (fixture != "own")
            Assert.ThrowsAny<OperationCanceledException>(() => AlexNetModel.Load(path, options, source.Token));
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => AlexNetModel.Load(path, options, source.Token));

        // Nothing is held open.
        File.Delete(path);
    }

    [Fact]
    public void SafetensorsStopBetweenPieces()
    {
        string path = Path.Combine(Folder, "own.safetensors");
        SmallModels.Model(["a", "b"]).Save(path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.ThrowsAny<OperationCanceledException>(
            () => file.Read("fc7.bias", new float[2], new CancellationToken(canceled: true)));
        file.Read("fc7.bias", new float[2], CancellationToken.None);
    }

    /// <summary>Six values all over a file, which was once taken into memory whole.</summary>
    [Fact]
    public void ElementsFarApartAreReadOneByOne()
    {
        const long Row = 4_000_000, Column = 10_000_000;
        string path = Path.Combine(Folder, "sparse.bin");
        using (FileStream stream = File.Create(path))
        {
            for (int i = 0; i < 6; i++)
            {
                stream.Position = (i / 3 * Row + i % 3 * Column) * sizeof(float);
                stream.Write(BitConverter.GetBytes(i + 1f));
            }
        }

        using var file = new FileBytes(path);
        float[] values = new float[6];
        long before = GC.GetAllocatedBytesForCurrentThread();
        new WeightTensor("w", file, TensorDataType.F32, 0, 0, [2, 3], [Row, Column]).Read(values);
        Assert.Equal([1, 2, 3, 4, 5, 6], values);
        new WeightTensor("w", file, TensorDataType.F32, 0, Row, [2, 3], [-Row, Column]).Read(values);
        Assert.Equal([4, 5, 6, 1, 2, 3], values);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("a.b.c.")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("conv1.")]
    public void WhatAllNamesBeginWithIsLeftOut(string prefix)
    {
        string path = Path.Combine(Folder, "prefixed.safetensors");
        AlexNetModel model = Load(Write(Bytes("zip.pth")));
        SafetensorsFile.Write(path, new Dictionary<string, string>(),
            [.. model.Definition.ParameterTensors.Select(tensor => (prefix + tensor.Name, tensor.Shape))],
            (name, destination) => model.Parameter(name[prefix.Length..]).Span.CopyTo(destination));
        Assert.Equal(Predict(model), Predict(Load(path)));
    }

    private static string Result(string path)
    {
        try
        {
            Load(path);
            return "read";
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    private static byte[] Build(string what) => what switch
    {
        "one list made into a dictionary again and again" => PickledZip.Of(PickledZip.Program(
            "K\0N\u0086q\u0002]q\0(" + PickledZip.Repeat("h\u0002", 100_000) + "eccollections\nOrderedDict\nq\u0001"
                + PickledZip.Repeat("h\u0001h\0\u0085R0", 60_000) + ".")),
        "many names for one large dictionary" =>
            PickledZip.Of(PickledZip.Program(Large(150_000) + "}(" + NamedTimes(60_000, "h\0") + "u.")),
        "many layers of one large dictionary" => NumPy(Large(100_000, OneNumber + "q\u00030",
            "X\u0007\0\0\0weightsh\u0003X\u0006\0\0\0biasesh\u0003") + "}(" + NamedTimes(60_000, "h\0") + "u."),
        "layers that are one large list" =>
            NumPy("](" + PickledZip.Repeat("N", 300_000) + "eq\0}(" + NamedTimes(60_000, "h\0") + "u."),
        "a name of dots" => Tensors([(new string('.', 1_000_000) + "weight", [1, 1])]),
        "many tensors of many dots" => Tensors(
            [.. Enumerable.Range(0, 5000).Select(i => ($"{new string('.', 900)}{i}.weight", new long[] { 1, 1 }))]),
        "tensors without values" =>
            Tensors([.. Enumerable.Range(0, 100_000).Select(i => ($"{i}.weight", new long[] { 0, 1 }))]),
        "more outputs than there can be" =>
            Tensors([("fc7.weight", [1_000_000, 0]), ("fc7.bias", [0]), ("a.weight", [300_000, 1])]),
        "members that share their bytes" => SharedMembers(),
        _ => [.. Enumerable.Repeat<byte[]>([0xA2, 0x06, 0xC8, 0x01,
            .. Enumerable.Repeat<byte[]>([0x3A, 0x00], 100).SelectMany(blob => blob)], 9000)
            .SelectMany(layer => layer)],
    };

    /// <summary>A dictionary of many entries, as number 0 of the memo.</summary>
    private static string Large(int pairs, string before = "", string entries = "") =>
        $"{before}}}q\0({entries}{PickledZip.Repeat("K\0N", pairs)}u0";

    private static string NamedTimes(int count, string value)
    {
        var steps = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            steps.Append("X\u0005\0\0\0").Append(i.ToString("D5", System.Globalization.CultureInfo.InvariantCulture))
                .Append(value);
        }

        return steps.ToString();
    }

    /// <summary>An array of one float32.</summary>
    private const string OneNumber =
        "cnumpy.core.multiarray\n_reconstruct\n)R(K\u0001K\u0001\u0085cnumpy\ndtype\n(X\u0002\0\0\0f4tR\u0089B\u0004\0\0\0\0\0\0\0tb";

    private static byte[] NumPy(string steps)
    {
        byte[] npy = Bytes("lists.npy");
        int start = 10 + BitConverter.ToUInt16(npy, 8);
        return [.. npy.AsSpan(0, start), .. PickledZip.Program(steps)];
    }

    private static byte[] Tensors(IReadOnlyList<(string Name, long[] Shape)> tensors)
    {
        var header = new StringBuilder("{");
        long end = 0;
        foreach ((string name, long[] shape) in tensors)
        {
            long start = end;
            end += shape.Aggregate(4L, (bytes, size) => bytes * size);
            header.Append(header.Length > 1 ? "," : "").Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                "{{name}}":{"dtype":"F32","shape":[{{string.Join(',', shape)}}],"data_offsets":[{{start}},{{end}}]}
                """);
        }

        byte[] json = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        return [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[end]];
    }

    /// <summary>An archive whose list names one member of a megabyte a thousand times.</summary>
    private static byte[] SharedMembers()
    {
        byte[] zip = PickledZip.Of(PickledZip.Program("}."), storage: 1 << 20);
        int end = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8), list = BitConverter.ToInt32(zip, end + 16), last = list;
        for (int at = list; at < end; at += 46 + BitConverter.ToUInt16(zip, at + 28))
            last = BitConverter.ToInt32(zip, at + 24) == 1 << 20 ? at : last;
        byte[] member = zip[last..(last + 46 + BitConverter.ToUInt16(zip, last + 28))];
        byte[][] members = [.. Enumerable.Range(0, 1000).Select(i =>
        {
            byte[] copy = [.. member,
                .. Encoding.ASCII.GetBytes(i.ToString("D4", System.Globalization.CultureInfo.InvariantCulture))];
            BitConverter.GetBytes((ushort)(BitConverter.ToUInt16(member, 28) + 4)).CopyTo(copy, 28);
            return copy;
        })];
        byte[] tail = zip[end..];
        BitConverter.GetBytes(end - list + members.Sum(copy => copy.Length)).CopyTo(tail, 12);
        return [.. zip.AsSpan(0, end), .. members.SelectMany(copy => copy), .. tail];
    }
}
