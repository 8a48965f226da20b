using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace AlexNetPS.Fuzz;

/// <summary>An input that a reader must take better.</summary>
/// <param name="Kind">What happened, in a few words.</param>
/// <param name="Text">The exception, or the numbers.</param>
/// <param name="Place">Text that is equal for finds of one cause.</param>
internal sealed record Find(string Kind, string Text, string Place)
{
    /// <summary>Name of the find's files.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Place)).AsSpan(0, 6));
}

/// <summary>
/// Reads inputs and judges what comes out. Only documented exceptions may, with a message that a user can read.
/// </summary>
internal sealed class Verdict(FuzzTarget target, string folder)
{
    private const int FramesOfPlace = 4, LongestMessage = 4_000;

    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Returns what is wrong; null if nothing is. Memory and time are those of the process, because readers have threads:
    /// it is for the child process of the fuzzer, which reads one input at a time and does nothing else. Tests use
    /// <see cref="Failure"/>, which measures nothing.
    /// </summary>
    public Find? Of(byte[] input)
    {
        long memory = GC.GetTotalAllocatedBytes();
        TimeSpan time = Environment.CpuUsage.TotalTime;
        Find? find = Failure(input);
        long used = GC.GetTotalAllocatedBytes() - memory;
        time = Environment.CpuUsage.TotalTime - time;
        if (find is null && used > target.MemoryFor(input.Length))
            find = new("memory", $"{used:N0} bytes were allocated for an input of {input.Length:N0}.", "memory");
        if (find is null && time > _slow)
            find = new("slow", $"{time.TotalSeconds:0.0} s of processor time for an input of {input.Length:N0}.", "slow");
        return find;
    }

    /// <summary>Returns the exception that must not come out; null if there is none.</summary>
    public Find? Failure(byte[] input)
    {
        try
        {
            target.Read(input, folder);
            return null;
        }
        catch (Exception e) when (target.Documented.Contains(e.GetType()))
        {
            return Unreadable(e.Message) is { } reason ? new(reason, e.ToString(), reason + Place(e)) : null;
        }
        catch (Exception e)
        {
            return new(e.GetType().Name, e.ToString(), e.GetType().Name + Place(e));
        }
    }

    private static string? Unreadable(string message) => string.IsNullOrWhiteSpace(message) ? "empty message"
        : message.Length > LongestMessage ? "long message"
        : message.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? "control characters in a message"
        : null;

    private static string Place(Exception e) => string.Join('\n', new StackTrace(e).GetFrames()
        .Select(frame => frame.GetMethod()).Where(method => method?.DeclaringType?.Assembly.GetName().Name == "AlexNetPS")
        .Take(FramesOfPlace).Select(method => $"{method!.DeclaringType}.{method.Name}"));
}
