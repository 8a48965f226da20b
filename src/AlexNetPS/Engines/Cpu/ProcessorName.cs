using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.RegularExpressions;

namespace AlexNetPS.Engines.Cpu;

/// <summary>Name of the processor.</summary>
internal static partial class ProcessorName
{
    /// <summary>
    /// Returns the brand string, "Intel Xeon Platinum 8259CL CPU @ 2.50GHz", or the architecture if there is none.
    /// </summary>
    public static string Read()
    {
        // Brand string: CPUID leaves 0x80000002 to 0x80000004, 16 characters each.
        const int Highest = unchecked((int)0x80000000), First = unchecked((int)0x80000002), Last =
            unchecked((int)0x80000004);
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(Highest, 0).Eax < unchecked((uint)Last))
            return Architecture;
        Span<int> letters = stackalloc int[12];
        for (int i = 0; i < 3; i++)
            (letters[4 * i], letters[4 * i + 1], letters[4 * i + 2], letters[4 * i + 3]) = X86Base.CpuId(First + i, 0);
        string name = Encoding.ASCII.GetString(MemoryMarshal.AsBytes(letters)).TrimEnd('\0');
        name = Blanks().Replace(Marks().Replace(name, " "), " ").Trim();
        return name.Length > 0 ? name : Architecture;
    }

    private static string Architecture => $"{RuntimeInformation.ProcessArchitecture} processor";

    [GeneratedRegex(@"\((R|TM|r|tm)\)")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
