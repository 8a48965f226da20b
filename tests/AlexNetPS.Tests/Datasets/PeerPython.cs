using System.ComponentModel;
using System.Diagnostics;

namespace AlexNetPS.Tests.Datasets;

/// <summary>A Python that has what a comparison needs, if there is one.</summary>
internal static class PeerPython
{
    public static string Require(params string[] modules)
    {
        string[] known = OperatingSystem.IsWindows() ? ["python"] : ["/usr/bin/python3", "python3"];
        foreach (string? candidate in (string?[])[Environment.GetEnvironmentVariable("PEER_PYTHON"), .. known])
        {
            if (!string.IsNullOrEmpty(candidate) && Imports(candidate, modules))
                return candidate;
        }

        Assert.Skip($"No Python with {string.Join(" and ", modules)} was found (PEER_PYTHON names one).");
        return "";
    }

    private static bool Imports(string python, string[] modules)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python,
                ["-c", $"import {string.Join(", ", modules)}"])
            { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
