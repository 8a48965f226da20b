using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Imports in a process of its own (tests/ImportProcess).</summary>
internal static class ImportProcess
{
    /// <summary>A process that waits before an image, for a line on its standard input or for its end.</summary>
    public static Process StartHeld(TemporaryFolder folder, StoreFormat format, int heldImage,
        params string[] worker) =>
        Start(Published ?? "dotnet",
        [
            .. Published is null ? [Program()] : Array.Empty<string>(),
            folder.Photos, folder.Cache, format.ToString(), heldImage.ToString(CultureInfo.InvariantCulture),
            .. worker,
        ]);

    /// <summary>A process that may write no file beyond a size, as on a full disk.</summary>
    public static Process StartLimited(TemporaryFolder folder, StoreFormat format, long fileBytes) =>
        Start("/bin/bash",
            ["-c", $"trap '' XFSZ; ulimit -f {fileBytes / 1024}; exec dotnet \"$@\"", "bash", Program(), folder.Photos,
                folder.Cache, format.ToString()]);

    /// <summary>Waits until the process has written some images to its journal.</summary>
    public static void WaitForJournal(Process process, TemporaryFolder folder, string part = "")
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!process.HasExited && clock.Elapsed < TimeSpan.FromMinutes(10))
        {
            if (Directory.Exists(folder.Cache)
                && Directory.EnumerateFiles(folder.Cache, "import.journal", SearchOption.AllDirectories)
                    .Any(path => path.Contains(part, StringComparison.Ordinal) && new FileInfo(path).Length > 3000))
            {
                return;
            }

            Thread.Sleep(20);
        }

        Assert.Fail($"The import ended before it could be interrupted: {process.StandardOutput.ReadToEnd()}");
    }

    private static Process Start(string program, string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // The runtime's double mapping needs a file as large as its address space.
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        })!;

    /// <summary>The program beside the tests, where both were published with a .NET of their own for Windows.</summary>
    private static string? Published { get; } =
        Path.Combine(AppContext.BaseDirectory, "ImportProcess.exe") is var path && File.Exists(path) ? path : null;

    private static string Program() =>
        Path.Combine(AppContext.BaseDirectory.Replace("AlexNetPS.Tests", "ImportProcess", StringComparison.Ordinal),
            "ImportProcess.dll");
}
