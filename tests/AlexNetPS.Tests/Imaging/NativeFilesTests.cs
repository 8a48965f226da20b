using System.Runtime.InteropServices;
using AlexNetPS.Imaging;

namespace AlexNetPS.Tests.Imaging;

public class NativeFilesTests
{
    private static readonly string _own = Path.Combine(Path.GetTempPath(), "module");

    [Theory]
    [InlineData("win", "win-x64", Architecture.X64, NativeLibraries.TurboJpeg, "runtimes/win-x64/native/turbojpeg.dll",
        "turbojpeg.dll")]
    [InlineData("win", "win-arm64", Architecture.Arm64, NativeLibraries.Png, "runtimes/win-arm64/native/libpng16.dll",
        "libpng16.dll")]
    [InlineData("osx", "osx-arm64", Architecture.Arm64, NativeLibraries.TurboJpeg, "osx-arm64/libturbojpeg.dylib",
        "libturbojpeg.dylib")]
    [InlineData("linux", "linux-x64", Architecture.X64, NativeLibraries.TurboJpeg, "linux-x64/libturbojpeg.so.0",
        "libturbojpeg.so.0")]
    [InlineData("linux", "linux-musl-x64", Architecture.X64, NativeLibraries.Png,
        "runtimes/linux-musl-x64/native/libpng16.so.16", "libpng16.so.16")]
    [InlineData("linux", "debian.13-x64", Architecture.X64, NativeLibraries.Png,
        "runtimes/linux-x64/native/libpng16.so.16", "libpng16.so.16")]
    public void TheModulesFoldersComeBeforeTheSystem(string platform, string identifier, Architecture architecture,
        string library, string inModule, string inSystem)
    {
        List<string> candidates = [.. new NativeFiles(platform, identifier, architecture).Candidates(library, _own)];
        int own = candidates.IndexOf(Path.GetFullPath(Path.Combine(_own, inModule))), system =
            candidates.IndexOf(inSystem);
        Assert.InRange(own, 0, system - 1);
        Assert.All(candidates.Take(system), candidate => Assert.StartsWith(_own, candidate, StringComparison.Ordinal));
        Assert.DoesNotContain(candidates.Skip(system),
            candidate => candidate.StartsWith(_own, StringComparison.Ordinal));
    }

    [Fact]
    public void OnWindowsFoldersOfThePathComeLastAndFoldersWithoutAPlaceNever()
    {
        string tools = Path.Combine(Path.GetTempPath(), "tools");
        IReadOnlyList<string> path = [tools, "here"];
        var windows = new NativeFiles("win", "win-x64", Architecture.X64) { SearchPath = path };
        var linux = new NativeFiles("linux", "linux-x64", Architecture.X64) { SearchPath = path };
        string[] names = ["turbojpeg.dll", "libturbojpeg.dll"];
        IEnumerable<string> candidates = windows.Candidates(NativeLibraries.TurboJpeg, null);
        Assert.Equal([.. names, .. names.Select(name => Path.Combine(tools, name))], candidates);
        Assert.DoesNotContain(linux.Candidates(NativeLibraries.TurboJpeg, null),
            candidate => candidate.StartsWith(tools));
    }

    [Fact]
    public void OfAnAssemblyWithoutAFolderOnlyTheSystemIsAsked() =>
        Assert.All(new NativeFiles("linux", "linux-x64", Architecture.X64).Candidates(NativeLibraries.Png, null),
            candidate => Assert.False(Path.IsPathRooted(candidate)));
}
