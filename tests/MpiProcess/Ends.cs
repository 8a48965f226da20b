using System.Diagnostics;
using AlexNetPS.Ranks;

namespace MpiProcess;

/// <summary>One rank ends before the others, which wait for it in a sum.</summary>
internal static unsafe class Ends
{
    public static int Fail(IRankGroup group, int rank)
    {
        if (group.Rank != rank)
            return Wait(group);
        Settle(group);
        // Longer than what is sent, and not cut within a character.
        group.Fail("Its disk is full. " + new string('\u00e9', 3000));
        return 4;
    }

    public static int Kill(IRankGroup group, int rank)
    {
        if (group.Rank != rank)
            return Wait(group);
        Settle(group);
        Process.GetCurrentProcess().Kill();
        return 0;
    }

    public static int Exit(IRankGroup group, int rank, int code)
    {
        if (group.Rank != rank)
            return Wait(group);
        Settle(group);
        return code;
    }

    public static int Throw(IRankGroup group, int rank)
    {
        if (group.Rank != rank)
            return Wait(group);
        Settle(group);
        throw new InvalidOperationException("Unexpected.");
    }

    // The others are in their sum by then.
    private static void Settle(IRankGroup group)
    {
        group.Exchange([], []);
        Thread.Sleep(300);
    }

    private static int Wait(IRankGroup group)
    {
        group.Exchange([], []);
        float[] values = new float[100_000];
        fixed (float* first = values)
        {
            try
            {
                group.EndSum(group.StartSum(first, values.Length, GradientSum.Ordered));
            }
            catch (RanksException e)
            {
                Console.WriteLine($"rank {group.Rank} learns of rank {e.Rank}: {e.Message.Length} {e.Message[..50]}");
                return 5;
            }
        }

        return 0;
    }
}
