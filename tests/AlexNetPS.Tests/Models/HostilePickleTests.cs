using System.Buffers.Binary;
using System.Text;
using static AlexNetPS.Tests.Models.PickledZip;

namespace AlexNetPS.Tests.Models;

/// <summary>Pickles are programs; none of them runs here.</summary>
public sealed class HostilePickleTests : WeightFixtures
{
    public static TheoryData<string, byte[], string> Pickles => new()
    {
        { "os.system", Program("cos\nsystem\n(X\u0004\0\0\0eviltR."), "'os.system'" },
        { "posix.system", Program("cposix\nsystem\n(X\u0004\0\0\0eviltR."), "'posix.system'" },
        { "builtins.eval", Program("cbuiltins\neval\n(X\u0003\0\0\01+1tR."), "'builtins.eval'" },
        { "protocol 4 eval",
            [0x80, 4, 0x8c, 8, .. "builtins"u8, 0x8c, 4, .. "eval"u8, 0x93, 0x8c, 3, .. "1+1"u8, 0x85, (byte)'R',
                (byte)'.'], "'builtins.eval'" },
        { "getattr of torch", Program("cbuiltins\ngetattr\n(ctorch\nFloatStorage\nX\u0001\0\0\0xtR."),
            "'builtins.getattr'" },
        { "nested reduce", Program("ccollections\nOrderedDict\n(cos\nsystem\n(X\u0001\0\0\0xtRtR."), "'os.system'" },
        { "calling a storage", Program("ctorch\nFloatStorage\n)R."), "'torch.FloatStorage'" },
        { "calling a result", Program("ccollections\nOrderedDict\n)R)R."), "calls something" },
        { "a long name", Program("c" + new string('a', 100_000) + "\nb\n."), "name of more than" },
        { "an instance", Program("(cos\nsystem\no."), "'os.system'" },
        { "numbers without end", Program("](" + Repeat("K\0", 2_100_000) + "e."), "numbers" },
        { "a number of 4 GB", Program("\u008b\u00ff\u00ff\u00ff\u007f."), "number of 2,147,483,647 bytes" },
        { "an instance by name", Program("(X\u0001\0\0\0xios\nsystem\n."), "'os.system'" },
        { "a class", Program("cos\nsystem\n)\u0081."), "'os.system'" },
        { "a class with named arguments", Program("cos\nsystem\n)}\u0092."), "'os.system'" },
        { "a call of a result", Program("cbuiltins\ngetattr\n)R)R."), "'builtins.getattr'" },
        { "a tensor of a call", Program("ctorch._utils\n_rebuild_parameter\n(cos\nsystem\n)R\u0089NtR."),
            "'os.system'" },
        { "a name alone", Program("cos\nsystem\n."), "'os.system'" },
        { "a long name from memory",
            Program("X\u00e8\u0003\0\0" + new string('a', 1000) + "q\0h\0\u0093."), "name of more than" },
        { "endless names", Program(Names(20_000) + "."), "classes and functions" },
        { "one large tuple for many calls", Program("((" + new string('N', 300_000) + "tq\0cos\nsystem\nq\u0001"
            + Repeat("h\u0001h\0R", 60_000) + "t."), "no dictionary of weights" },
        { "one dictionary for many modules", Modules(), "more than 2,000,000 entries" },
        { "state of a name", Program("ctorch\nFloatStorage\n}b."), "sets the state" },
        { "extension registry", Program("\u0082\u0001."), "0x82" },
        { "4 GB of text", Program("X\u00ff\u00ff\u00ff\u00ff."), "claims a text" },
        { "an exabyte of text", [0x80, 4, 0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, (byte)'.'],
            "claims a text" },
        { "4 GB of bytes", Program("B\u00ff\u00ff\u00ff\u00ff."), "4,294,967,295 bytes" },
        { "an exabyte of bytes", [0x80, 4, 0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, (byte)'.'], "bytes" },
        { "deep marks", Program(new string('(', 5000)), "nests more" },
        { "endless tuples", Program(")" + new string('\u0085', 600_000) + "."), "steps" },
        { "endless memo", Program("]" + Repeat("r\0\0\0\u0001", 600_000) + "."), "steps" },
        { "memo bomb", MemoBomb(), "no dictionary of weights" },
        { "nothing on the stack", Program("R."), "damaged" },
        { "below a mark", Program("](a."), "damaged" },
        { "unknown memo", Program("h\u0007."), "damaged" },
        { "odd items", Program("}(Nu."), "damaged" },
        { "no end", Program("}}}}"), "continue after" },
        { "a list", Program("]."), "no dictionary of weights" },
        { "an empty dictionary", Program("}."), "it has: nothing" },
        { "huge tensor", Tensor("0", 4, "J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007f\u0086", "K\0K\0\u0086"),
            "storage of 4 elements" },
        { "tensor outside", Tensor("0", 4, "K\u0002K\u0002\u0086", "K\u0002K\u0002\u0086"), "storage of 4 elements" },
        { "negative stride", Tensor("0", 4, "K\u0004\u0085", "J\u00ff\u00ff\u00ff\u00ff\u0085"),
            "not a storage with offset" },
        { "4 GB storage", Tensor("0", 1 << 30, "J\0\0\0\u0040\u0085", "K\u0001\u0085"),
            "should have 1,073,741,824 elements" },
        { "path as a key", Tensor("../../secret", 4, "K\u0004\u0085", "K\u0001\u0085"), "lacks the member" },
    };

    [Theory]
    [MemberData(nameof(Pickles))]
    public void ItIsRefusedByNameAndNothingIsRun(string what, byte[] pickle, string reason)
    {
        string path = Write(PickledZip.Of(pickle));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(reason, Refusal(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 150 << 20, what);
    }

    [Fact]
    public void LegacyFilesAreReadAsCarefully()
    {
        byte[] legacy = Bytes("legacy.pth");
        int at = legacy.AsSpan().IndexOf("ccollections\nOrderedDict\n"u8);
        byte[] hostile = [.. legacy.AsSpan(0, at), .. Encoding.Latin1.GetBytes("cos\nsystem\nX\u0001\0\0\0x\u0085R."),
            .. legacy.AsSpan(at)];
        Assert.Contains("'os.system'", Refusal(Write(hostile)));
    }

    [Fact]
    public void NumPyFilesAreReadAsCarefully()
    {
        byte[] npy = Bytes("lists.npy");
        int start = 10 + BinaryPrimitives.ReadUInt16LittleEndian(npy.AsSpan(8));
        Assert.Contains("'os.system'",
            Refusal(Write([.. npy.AsSpan(0, start), .. Program("cos\nsystem\n(X\u0001\0\0\0xtR.")])));
    }

    /// <summary>Lists of ten times the list before: 10^20 items for whoever walks through them.</summary>
    private static byte[] MemoBomb()
    {
        var steps = new StringBuilder("]q\0");
        for (int level = 0; level < 20; level++)
            steps.Append("](").Append(Repeat("h" + (char)level, 10)).Append("eq").Append((char)(level + 1));
        return Program(steps.Append("}X\u0001\0\0\0ah").Append((char)20).Append("s.").ToString());
    }

    private static string Names(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"cmodule\nn{i}\n"));

    /// <summary>Whole models whose parameters are one dictionary of a hundred thousand tensors.</summary>
    private static byte[] Modules()
    {
        string tensor = "ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
            + "X\u0001\0\0\00X\u0003\0\0\0cpuK\u0004tQK\0))\u0089}tRq\0";
        string parameters = "}q\u0001("
            + string.Concat(Enumerable.Range(0, 9_000).Select(i => $"X\u0004\0\0\0{i:D4}h\0")) + "u";
        string state = "}(X\u000b\0\0\0_parametersh\u0001X\u0008\0\0\0_modules}u";
        return Program(tensor + parameters + "](" + Repeat($"cnet\nModel\n)\u0081{state}b", 300) + "e.");
    }

    private static byte[] Tensor(string key, int count, string shape, string strides)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(number, count);
        return Program(
            $"}}X\u0001\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
            + $"X{(char)key.Length}\0\0\0{key}X\u0003\0\0\0cpuJ{Encoding.Latin1.GetString(number)}tQ"
            + $"K\0{shape}{strides}\u0089ccollections\nOrderedDict\n)RtRs.");
    }
}
