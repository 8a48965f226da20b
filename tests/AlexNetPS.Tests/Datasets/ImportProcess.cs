using System.Diagnostics;
using AlexNetPS.Datasets;

namespace AlexNetPS.Tests.Datasets;

/// <summary>Imports in a process of its own (tests/ImportProcess).</summary>
internal static class ImportProcess
{
    public static Process Start(TemporaryFolder folder, StoreFormat format) => Start("dotnet", [Program(), folder.Photos, folder.Cache, format.ToString()]);

    /// <summary>A process that may write no file beyond a size, as on a full disk.</summary>
    public static Process StartLimited(TemporaryFolder folder, StoreFormat format, long fileBytes) =>
        Start("/bin/bash", ["-c", $"trap '' XFSZ; ulimit -f {fileBytes / 1024}; exec dotnet \"$@\"", "bash", Program(), folder.Photos, folder.Cache, format.ToString()]);

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        // The runtime's double mapping needs a file as large as its address space.
        Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
    })!;

    private static string Program() =>
        Path.Combine(AppContext.BaseDirectory.Replace("AlexNetPS.Tests", "ImportProcess", StringComparison.Ordinal), "ImportProcess.dll");
}
