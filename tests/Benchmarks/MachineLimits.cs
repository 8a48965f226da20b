using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Cpu.Simd;

namespace AlexNetPS.Benchmarks;

/// <summary>What the processor can do at most, measured: multiply-adds in registers, and reading memory.</summary>
internal static unsafe class MachineLimits
{
    /// <summary>GFLOP/s of all cores, from multiply-adds that touch no memory.</summary>
    public static double PeakGigaflops(Clock clock, int threads = 0) => SimdLevels.Widest switch
    {
        SimdLevel.Vector512 => Peak<Simd512, Vector512<float>>(clock, threads),
        SimdLevel.Vector256 => Peak<Simd256, Vector256<float>>(clock, threads),
        SimdLevel.Vector128 => Peak<Simd128, Vector128<float>>(clock, threads),
        _ => Peak<ScalarSimd, float>(clock, threads),
    };

    /// <summary>GB/s of all cores reading 256 MB.</summary>
    public static double ReadBandwidth()
    {
        const long Bytes = 256 << 20;
        int threads = Environment.ProcessorCount;
        using var memory = new NativeBuffer(Bytes);
        byte* data = memory.Data;
        NativeMemory.Fill(data, (nuint)Bytes, 1);
        double best = 0;
        for (int repeat = 0; repeat < 12; repeat++)
        {
            double seconds = OnAll(threads, thread => Sum(data + Bytes / threads * thread, Bytes / threads));
            best = Math.Max(best, Bytes / seconds / 1e9);
        }

        return best;
    }

    private static double Peak<TSimd, V>(Clock clock, int threads)
        where TSimd : struct, ISimd<V>
        where V : unmanaged
    {
        const long Rounds = 6_000_000;
        if (threads == 0)
            threads = Environment.ProcessorCount;
        double best = 0;
        for (int repeat = 0; repeat < 4; repeat++)
        {
            double seconds = clock == Clock.ThreadTime
                ? Timed(clock, Rounds)
                : OnAll(threads, _ => Spin<TSimd, V>(Rounds));
            best = Math.Max(best, Rounds * 12.0 * TSimd.Width * 2 * threads / seconds / 1e9);
        }

        return best;

        static double Timed(Clock clock, long rounds)
        {
            long start = clock.Now();
            Spin<TSimd, V>(rounds);
            return clock.SecondsSince(start);
        }
    }

    private static double OnAll(int count, Action<int> body)
    {
        using var start = new Barrier(count + 1);
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            body(i);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        start.SignalAndWait();
        long begin = Stopwatch.GetTimestamp();
        foreach (Thread thread in threads)
            thread.Join();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Spin<TSimd, V>(long rounds)
        where TSimd : struct, ISimd<V>
        where V : unmanaged
    {
        V x = TSimd.Splat(0.5f), y = TSimd.Splat(1), a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j =
            y, k = y, l = y;
        for (long round = 0; round < rounds; round++)
        {
            a = TSimd.MultiplyAdd(a, x, y);
            b = TSimd.MultiplyAdd(b, x, y);
            c = TSimd.MultiplyAdd(c, x, y);
            d = TSimd.MultiplyAdd(d, x, y);
            e = TSimd.MultiplyAdd(e, x, y);
            f = TSimd.MultiplyAdd(f, x, y);
            g = TSimd.MultiplyAdd(g, x, y);
            h = TSimd.MultiplyAdd(h, x, y);
            i = TSimd.MultiplyAdd(i, x, y);
            j = TSimd.MultiplyAdd(j, x, y);
            k = TSimd.MultiplyAdd(k, x, y);
            l = TSimd.MultiplyAdd(l, x, y);
        }

        float* result = stackalloc float[16];
        TSimd.Store(TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)),
            TSimd.Add(TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)), TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l)))),
            result);
        if (result[0] < 0)
            throw new InvalidOperationException("never: keeps the sums alive");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Sum(byte* data, long bytes)
    {
        Vector256<long> a = default, b = default, c = default, d = default;
        for (byte* end = data + bytes; data < end; data += 128)
        {
            a += Vector256.Load((long*)data);
            b += Vector256.Load((long*)(data + 32));
            c += Vector256.Load((long*)(data + 64));
            d += Vector256.Load((long*)(data + 96));
        }

        if ((a + b + c + d)[0] == 1)
            throw new InvalidOperationException("never: keeps the sums alive");
    }
}
