using AlexNetPS.Engines;
using AlexNetPS.Engines.Installation;

namespace AlexNetPS.Tests.Engines.Installation;

public sealed class EngineInstallerTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("alexnetps-install-").FullName;
    private readonly MadePackages _made = MadePackages.Usual();
    private readonly List<string> _log = [];

    public void Dispose() => Directory.Delete(_parent, true);

    [Fact]
    public void NativeLibrariesOfThisSystemAreUnpackedAndSplitOnesJoined()
    {
        InstalledEngine engine = Install();
        Assert.Equal(["engine.json", "libLibTorchSharp.so", "libbig.so"], Names(engine.Path));
        Assert.Equal(_made.Split, File.ReadAllBytes(Path.Combine(engine.Path, "libbig.so")));
        Assert.Equal(("torch", "cpu", EnginePackages.Version, true),
            (engine.Name, engine.Variant, engine.Version, engine.IsCurrent));
        Assert.Equal(Directory.EnumerateFiles(engine.Path).Sum(file => new FileInfo(file).Length), engine.Bytes);
        Assert.Equal([engine.Path, Path.Combine(_parent, "downloads")],
            Directory.GetFileSystemEntries(_parent).OrderDescending(StringComparer.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_parent, "downloads")));
    }

    [Fact]
    public void AWrongHashIsRejectedAndTheNextCallDownloadsAgain()
    {
        _made.Damage("big-primary");
        Assert.Contains("SHA-512", Rejected(), StringComparison.Ordinal);
        _made.Damage("big-primary");
        Install();
    }

    [Fact]
    public void APackageWithoutAnyHashIsRejected()
    {
        _made.Packages[0] = _made.Packages[0] with { Sha512 = null };
        Assert.Contains("states no SHA-512", Rejected(), StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingPackageIsFoundBeforeAnyDownload()
    {
        _made.Packages.Add(new("absent", "1.0.0"));
        Assert.Contains("absent 1.0.0", Rejected(), StringComparison.Ordinal);
        Assert.Empty(_made.Offsets);
    }

    [Theory]
    [InlineData("../evil.so"), InlineData("sub/evil.so"), InlineData(".."), InlineData("..\\evil.so"), InlineData("C:evil.so")]
    public void AnEntryOutsideTheFolderIsRejected(string name)
    {
        _made.Add("evil", ($"runtimes/{MadePackages.Runtime}/native/{name}", [1]));
        Assert.Contains("is not a file of the folder", Rejected(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_parent, "*evil*"));
    }

    [Fact]
    public void AFileOfTwoPackagesIsRejected()
    {
        _made.Add("again", ($"runtimes/{MadePackages.Runtime}/native/libbig.so", [1]));
        Assert.Contains("Two packages", Rejected(), StringComparison.Ordinal);
    }

    [Fact]
    public void PartsThatAreMissingOrOutOfOrderAreRejected()
    {
        EnginePackage second = _made.Packages[2], last = _made.Packages[^1];
        _made.Packages.Remove(second);
        Assert.Contains("number 1", Rejected(), StringComparison.Ordinal);
        _made.Packages.Remove(last);
        _made.Packages.Add(second);
        Assert.Contains("SHA-256", Rejected(), StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokenDownloadContinuesInTheSameCallAndInTheNext()
    {
        int breaks = 0;
        _made.BeforeBlock = offset => Break(offset == 50_000 && ++breaks == 1);
        Install();
        Assert.Contains(50_000, _made.Offsets);
        Assert.Contains(_log, line => line.Contains("broke after 50,000", StringComparison.Ordinal));

        _made.BeforeBlock = offset =>
        {
            if (offset == 60_000)
                throw new OperationCanceledException();
        };
        Assert.Throws<OperationCanceledException>(Install);
        _made.Offsets.Clear();
        _made.BeforeBlock = _ => { };
        Install();
        Assert.Equal([60_000, 0, 0], _made.Offsets);
    }

    [Fact]
    public void AKillBeforeTheRenameLeavesNothingThatCounts()
    {
        InstalledEngine engine = Install();
        Directory.Move(engine.Path, engine.Path + ".partial");
        File.WriteAllText(Path.Combine(engine.Path + ".partial", "libstray.so"), "");
        Assert.Empty(InstalledEngine.All(_parent));
        Assert.Equal(["engine.json", "libLibTorchSharp.so", "libbig.so"], Names(Install().Path));
        Assert.False(Directory.Exists(engine.Path + ".partial"));
    }

    [Fact]
    public void AnExistingInstallationSurvivesAFailureAndIsReplacedBySuccess()
    {
        InstalledEngine engine = Install();
        string stray = Path.Combine(engine.Path, "stray");
        File.WriteAllText(stray, "");
        _made.Damage("TorchSharp");
        Assert.Throws<EngineException>(Install);
        Assert.Equal(engine.Path, InstalledEngine.All(_parent).Single().Path);
        _made.Damage("TorchSharp");
        Install();
        Assert.False(File.Exists(stray));
    }

    [Fact]
    public void AnInstallationInProgressIsNotDisturbed()
    {
        _made.BeforeBlock = _ =>
        {
            _made.BeforeBlock = _ => { };
            Assert.Contains("Another process", Assert.Throws<EngineException>(Install).Message, StringComparison.Ordinal);
        };
        Install();
    }

    [Fact]
    public void UninstallingDeletesTheFolder()
    {
        EngineInstaller.Uninstall(Install());
        Assert.Empty(InstalledEngine.All(_parent));
        Assert.Equal(["downloads"], Directory.GetFileSystemEntries(_parent).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void AnEngineOfAnotherVersionIsListedAndNotCurrent()
    {
        string old = Directory.CreateDirectory(Path.Combine(_parent, "torch-0.1.0-cuda")).FullName;
        Assert.Empty(InstalledEngine.All(_parent));
        File.WriteAllText(Path.Combine(old, "engine.json"), "{}");
        InstalledEngine engine = InstalledEngine.All(_parent).Single();
        Assert.Equal(("cuda", "0.1.0", false), (engine.Variant, engine.Version, engine.IsCurrent));
    }

    [Fact]
    public void PinnedPartsFollowTheirFileInOrder()
    {
        EnginePackages cpu = EnginePackages.For("CPU"), cuda = EnginePackages.For("cuda");
        Assert.Matches(@"^\d+ MB$", cpu.Size);
        Assert.StartsWith("over 2", cuda.Size, StringComparison.Ordinal);
        Assert.All(cpu.Packages, package => Assert.Equal(64, Convert.FromBase64String(package.Sha512!).Length));
        foreach ((EnginePackage package, EnginePackage before) in cuda.Packages.Skip(1).Zip(cuda.Packages))
        {
            if (package.Id.Contains("-fragment", StringComparison.Ordinal))
                Assert.Equal(Part(package), Part(before));
        }

        Assert.Contains("'rocm'", Assert.Throws<EngineException>(() => EnginePackages.For("rocm")).Message, StringComparison.Ordinal);

        static string Part(EnginePackage package) => package.Id[..package.Id.LastIndexOf('-')];
    }

    private static void Break(bool now)
    {
        if (now)
            throw new IOException("The connection was reset.");
    }

    private static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private InstalledEngine Install() =>
        EngineInstaller.Install(_made.All, _made, null, _parent, _parent, null, _log.Add, CancellationToken.None);

    private string Rejected()
    {
        string message = Assert.Throws<EngineException>(Install).Message;
        Assert.Empty(InstalledEngine.All(_parent));
        Assert.Empty(Directory.EnumerateDirectories(_parent, "*.partial"));
        return message;
    }
}
