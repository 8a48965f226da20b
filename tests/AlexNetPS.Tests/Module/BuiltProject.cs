using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Module;

/// <summary>What the build made of the projects of src.</summary>
internal static class BuiltProject
{
    private static readonly string _configuration =
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    /// <summary>Returns the path of a project's assembly; skips the test where the tools of the build cannot run.</summary>
    public static string Assembly(string project)
    {
        // The suites for Windows are published with a runtime of their own, for machines without the SDK.
        Assert.SkipWhen(OperatingSystem.IsWindows() && !HasSdk(), "The tool runs in the build, which needs the .NET SDK.");
        return Path.Combine(SourceTree.Root, "src", project, "bin", _configuration, "net10.0", project + ".dll");
    }

    private static bool HasSdk() => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "dotnet.exe")));
}
