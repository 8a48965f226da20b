using System.Diagnostics;
using System.Runtime.InteropServices;
using AlexNetPS.Imaging.Jpeg;

namespace AlexNetPS.Benchmarks.Import;

/// <summary>libjpeg-turbo alone: files that lie in memory, decoded to RGB into one buffer on one thread.</summary>
internal sealed unsafe class DecodeRate : IDisposable
{
    private readonly List<(byte[] File, int Width, int Height)> _files = [];
    private readonly byte[] _pixels;
    private readonly TurboJpegHandle _decompressor = TurboJpegHandle.RentDecompressor();

    public DecodeRate(string folder)
    {
        int room = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            byte[] file = File.ReadAllBytes(path);
            fixed (byte* jpeg = file)
            {
                if (TurboJpeg.tjDecompressHeader3(_decompressor.Value, jpeg, new CULong((uint)file.Length),
                    out int width, out int height, out _, out _) != 0)
                {
                    continue;
                }

                _files.Add((file, width, height));
                room = Math.Max(room, width * height * 3);
            }
        }

        _pixels = new byte[room];
    }

    /// <summary>Images a second, once through all.</summary>
    public double Run()
    {
        long begin = Stopwatch.GetTimestamp();
        foreach ((byte[] file, int width, int height) in _files)
        {
            fixed (byte* jpeg = file, pixels = _pixels)
            {
                _ = TurboJpeg.tjDecompress2(_decompressor.Value, jpeg, new CULong((uint)file.Length), pixels, width, 0,
                    height, TurboJpeg.FormatRgb, TurboJpeg.FlagLimitScans);
            }
        }

        return _files.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    /// <summary>Images a second of one decoder for each processor: what the processors add to each other.</summary>
    public static double RunOnAll(string folder)
    {
        DecodeRate[] decoders =
            [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new DecodeRate(folder))];
        Thread[] threads = [.. decoders.Select(decoder => new Thread(() => decoder.Run()))];
        long begin = Stopwatch.GetTimestamp();
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        foreach (DecodeRate decoder in decoders)
            decoder.Dispose();
        return decoders.Sum(decoder => decoder._files.Count) / seconds;
    }

    public void Dispose() => _decompressor.Dispose();
}
