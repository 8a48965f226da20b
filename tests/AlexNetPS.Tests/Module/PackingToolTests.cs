using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Structure;

namespace AlexNetPS.Tests.Module;

/// <summary>The build's tool for the package: release notes, prerelease label, notices, the same bytes.</summary>
public sealed class PackingToolTests : IDisposable
{
    private const string Manifest = """
        @{
          ModuleVersion = '0.2.0'
          PrivateData = @{
            PSData = @{
              LicenseUri   = 'https://example.org'
              ReleaseNotes = 'It''s old.'
            }
          }
        }
        """;

    private const string Changelog = """
        # Changelog

        ## [0.3.0] - unreleased

        - Later.

        ## [0.2.0] - 2026-11-30

        ### Added

        - A "word", a 'quote', a ‘typographic’ one; 100 %, $(Later).

        ## [0.1.0]

        ## [0.0.1]

        - First.
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("beta1")]
    public void NotesAndLabelAreInTheManifest(string label)
    {
        (int code, string errors) = Describe(Changelog, Manifest, label);
        Assert.Equal((0, ""), (code, errors));
        string notes = File.ReadAllText(At("notes.txt")), manifest = File.ReadAllText(At("out.psd1"));
        Assert.StartsWith(label.Length == 0 ? "AlexNetPS 0.2.0\n" : "AlexNetPS 0.2.0-beta1\n", notes, StringComparison.Ordinal);
        Assert.Contains("A \"word\"", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Later.", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("First", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("old", manifest, StringComparison.Ordinal);
        Assert.Contains("a ''quote'', a ‘‘typographic’’ one", manifest, StringComparison.Ordinal);
        Assert.Equal(label.Length > 0, manifest.Contains("Prerelease   = 'beta1'", StringComparison.Ordinal));
        Assert.Contains("LicenseUri", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void APrereleaseMayHaveItsOwnSection()
    {
        Assert.Equal(0, Describe("## [0.2.0-rc2]\n\nOnly here.\n\n## [0.2.0]\n\nAll.\n", Manifest, "rc2").Code);
        Assert.Contains("Only here.", File.ReadAllText(At("notes.txt")), StringComparison.Ordinal);
        Assert.DoesNotContain("All.", File.ReadAllText(At("notes.txt")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.9.0", "", "no section '## [0.9.0]'")]
    [InlineData("0.1.0", "", "is empty")]
    [InlineData("0.2.0", "beta-1", "letters and digits")]
    [InlineData("0.2.0", "beta.1", "letters and digits")]
    [InlineData("0.2.0", "007", "letters and digits")]
    public void WhatCannotBePackedFailsTheBuild(string version, string label, string message)
    {
        (int code, string errors) = Describe(Changelog, Manifest.Replace("0.2.0", version, StringComparison.Ordinal), label);
        Assert.Equal(1, code);
        Assert.Contains("error PACK001: ", errors, StringComparison.Ordinal);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(At("out.psd1")));
    }

    [Fact]
    public void TwoPackingsOfTheSameFilesAreTheSameBytes()
    {
        string[] packages = [At("a.nupkg"), At("b.nupkg")];
        WritePackage(packages[0], "0a1b", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), isReversed: false);
        WritePackage(packages[1], "9f8e", new(2026, 2, 2, 2, 2, 2, TimeSpan.Zero), isReversed: true);
        Assert.NotEqual(File.ReadAllBytes(packages[0]), File.ReadAllBytes(packages[1]));
        foreach (string package in packages)
            Assert.Equal((0, ""), Run("normalize", package));
        Assert.Equal(File.ReadAllBytes(packages[0]), File.ReadAllBytes(packages[1]));
        using ZipArchive archive = ZipFile.OpenRead(packages[0]);
        Assert.Equal(archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal),
            archive.Entries.Select(entry => entry.FullName));
        using Stream stream = archive.GetEntry("_rels/.rels")!.Open();
        Assert.All(XElement.Load(stream).Elements(), relation =>
            Assert.NotNull(archive.GetEntry(((string)relation.Attribute("Target")!)[1..])));
    }

    [Fact]
    public void NoticesNameThePackageOfEachFileAndItsTexts()
    {
        string plugin = Plugin();
        File.WriteAllLines(At("list.txt"), [Path.Combine(plugin, "Some.dll"), Path.Combine(plugin, "AlexNetPS.Some.dll"),
            Path.Combine(plugin, "runtimes", "linux-x64", "native", "libsome.so"), Path.Combine(plugin, "Shared.dll"),
            Path.Combine(plugin, "AlexNetPS.Some.deps.json")]);
        Assert.Equal((0, ""), Run("notices", At("list.txt"), At("packages"), At("notices.txt")));
        string notices = File.ReadAllText(At("notices.txt"));
        Assert.Contains("Some.Package 1.2.3", notices, StringComparison.Ordinal);
        Assert.Contains("License: MIT OR Apache-2.0", notices, StringComparison.Ordinal);
        Assert.Contains("plugins/AlexNetPS.Some/Some.dll\n", notices, StringComparison.Ordinal);
        Assert.Contains("plugins/AlexNetPS.Some/runtimes/linux-x64/native/libsome.so\n", notices, StringComparison.Ordinal);
        // Two packages have a file of this name; it is the bytes of one.
        Assert.Matches("License: https://example.org/terms\nFiles:\n  plugins/AlexNetPS.Some/Shared.dll\n", notices);
        Assert.Contains("Do what you like.", notices, StringComparison.Ordinal);
        Assert.DoesNotContain("AlexNetPS.Some.dll", notices, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Root, notices, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfNoPackageFailsTheBuild()
    {
        string plugin = Plugin();
        File.WriteAllLines(At("list.txt"), [Path.Combine(plugin, "Unknown.dll")]);
        (int code, string errors) = Run("notices", At("list.txt"), At("packages"), At("notices.txt"));
        Assert.Equal(1, code);
        Assert.Matches(new Regex("error PACK001: .*Unknown\\.dll"), errors);
    }

    private string Plugin()
    {
        string project = At("AlexNetPS.Some"), plugin = Path.Combine(project, "bin", "Release", "net10.0");
        Directory.CreateDirectory(Path.Combine(project, "obj"));
        Directory.CreateDirectory(plugin);
        File.WriteAllText(Path.Combine(project, "obj", "project.assets.json"), """
            { "libraries": {
              "Some.Package/1.2.3": { "type": "package", "path": "some.package/1.2.3",
                "files": ["lib/net8.0/Some.dll", "lib/net8.0/Shared.dll", "runtimes/linux-x64/native/libsome.so"] },
              "Other.Package/2.0.0": { "type": "package", "path": "other.package/2.0.0", "files": ["lib/net8.0/Shared.dll"] },
              "AlexNetPS/0.1.0": { "type": "project", "path": "../AlexNetPS/AlexNetPS.csproj" }
            } }
            """);
        (string Name, string Shared)[] packages = [("some.package/1.2.3", "1"), ("other.package/2.0.0", "2")];
        foreach ((string name, string shared) in packages)
        {
            string library = Directory.CreateDirectory(At("packages", name, "lib", "net8.0")).FullName;
            File.WriteAllText(Path.Combine(library, "Shared.dll"), shared);
        }

        File.WriteAllText(Path.Combine(plugin, "Shared.dll"), "2");
        File.WriteAllText(At("packages", "other.package", "2.0.0", "other.package.nuspec"), """
            <package><metadata>
              <id>Other.Package</id><version>2.0.0</version><licenseUrl>https://example.org/terms</licenseUrl>
            </metadata></package>
            """);
        string package = Directory.CreateDirectory(At("packages", "some.package", "1.2.3")).FullName;
        File.WriteAllText(Path.Combine(package, "some.package.nuspec"), """
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
              <id>Some.Package</id><version>1.2.3</version><license type="expression">MIT OR Apache-2.0</license>
            </metadata></package>
            """);
        File.WriteAllText(Path.Combine(package, "License.md"), "Do what you like.");
        return plugin;
    }

    private static void WritePackage(string path, string id, DateTimeOffset time, bool isReversed)
    {
        string core = $"package/services/metadata/core-properties/{id}.psmdcp";
        (string Name, string Text)[] entries =
        [
            ("_rels/.rels", $"""
                <?xml version="1.0" encoding="utf-8"?>
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
                  <Relationship Type="a" Target="/A.nuspec" Id="R{id}" />
                  <Relationship Type="b" Target="/{core}" Id="S{id}" />
                </Relationships>
                """),
            ("A.nuspec", "<package />"),
            ("A.dll", "bytes"),
            (core, $"<coreProperties><creator>us</creator><lastModifiedBy>{id}</lastModifiedBy></coreProperties>"),
        ];
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, string text) in isReversed ? entries.Reverse() : entries)
        {
            ZipArchiveEntry entry = archive.CreateEntry(name);
            entry.LastWriteTime = time;
            using var writer = new StreamWriter(entry.Open());
            writer.Write(text);
        }
    }

    private (int Code, string Errors) Describe(string changelog, string manifest, string label)
    {
        File.WriteAllText(At("CHANGELOG.md"), changelog);
        File.WriteAllText(At("in.psd1"), manifest);
        return Run("describe", At("CHANGELOG.md"), At("in.psd1"), label, At("out.psd1"), At("notes.txt"));
    }

    private string At(params string[] parts) => Path.Combine([_folder.Root, .. parts]);

    private static (int Code, string Errors) Run(params string[] arguments)
    {
        using Process tool = Process.Start(new ProcessStartInfo("dotnet", [BuiltProject.Assembly("AlexNetPS.Packing"), .. arguments])
        { RedirectStandardError = true })!;
        string errors = tool.StandardError.ReadToEnd();
        tool.WaitForExit();
        return (tool.ExitCode, errors);
    }
}
