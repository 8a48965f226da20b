using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using AlexNetPS.Models;
using AlexNetPS.Reports.Cards;
using AlexNetPS.Reports.Manifests;
using AlexNetPS.Tests.Datasets;
using AlexNetPS.Tests.Models;

namespace AlexNetPS.Tests.Reports.Manifests;

/// <summary>A folder against its manifest.json, also a manifest that somebody else wrote.</summary>
public sealed class ManifestVerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _release, _manifest;

    public ManifestVerificationTests()
    {
        _release = Directory.CreateDirectory(Path.Combine(_folder.Root, "release")).FullName;
        _manifest = Path.Combine(_release, "manifest.json");
        AlexNetModel model = SmallModels.Model(["a", "b"]);
        Directory.CreateDirectory(Path.Combine(_release, "notes"));
        File.WriteAllText(Path.Combine(_release, "notes", "read me.txt"), "text");
        new CardFolder(Path.Combine(_release, "model.safetensors")).Export(model, null, null, default, new());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryFileIsListedWithSizeAndHash()
    {
        ManifestResult[] results = Verify();
        Assert.Equal(["README.md", "class_indices.json", "model.safetensors", "notes/read me.txt", "recipe.json"],
            results.Select(result => result.Path));
        Assert.All(results, result =>
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(_release, result.Path));
            string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            Assert.Equal((ManifestStatus.Ok, sha256, sha256, bytes.Length, bytes.Length), (result.Status,
                result.ExpectedSha256, result.ActualSha256, result.ExpectedBytes, result.ActualBytes));
        });
    }

    [Fact]
    public void NothingOfTheMachineIsInIt()
    {
        string text = File.ReadAllText(_manifest);
        Assert.DoesNotContain(_folder.Root, text, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{Environment.MachineName}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"{Environment.UserName}\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherExportIsTheSameFile()
    {
        byte[] before = File.ReadAllBytes(_manifest);
        new CardFolder(Path.Combine(_release, "model.safetensors")).Export(SmallModels.Model(["a", "b"]), null, null,
            default, new());
        Assert.Equal(before, File.ReadAllBytes(_manifest));
    }

    [Fact]
    public void DifferencesHaveAStatusEach()
    {
        File.AppendAllText(Path.Combine(_release, "README.md"), "!");
        File.Delete(Path.Combine(_release, "recipe.json"));
        File.WriteAllText(Path.Combine(_release, "notes", "new.txt"), "");
        Directory.CreateDirectory(Path.Combine(_release, ".git"));
        File.WriteAllText(Path.Combine(_release, ".git", "config"), "");
        Dictionary<string, ManifestStatus> found = Verify().ToDictionary(result => result.Path, result => result.Status);
        Assert.Equal(new Dictionary<string, ManifestStatus>
        {
            ["README.md"] = ManifestStatus.Changed,
            ["class_indices.json"] = ManifestStatus.Ok,
            ["model.safetensors"] = ManifestStatus.Ok,
            ["notes/read me.txt"] = ManifestStatus.Ok,
            ["recipe.json"] = ManifestStatus.Missing,
            ["notes/new.txt"] = ManifestStatus.Unlisted,
        }, found);
    }

    [Theory]
    [InlineData("../outside.txt")]
    [InlineData("notes/../../outside.txt")]
    [InlineData("/etc/hostname")]
    [InlineData("C:/Windows/win.ini")]
    [InlineData("C:win.ini")]
    [InlineData("//server/share/file")]
    [InlineData("..\\outside.txt")]
    [InlineData("notes//file")]
    [InlineData("./model.safetensors")]
    [InlineData("model.safetensors.")]
    [InlineData("model.safetensors::$DATA")]
    [InlineData("a\u0000b")]
    [InlineData("manifest.json")]
    [InlineData("")]
    public void APathThatLeadsOutIsAnError(string path)
    {
        File.WriteAllText(Path.Combine(_folder.Root, "outside.txt"), "secret");
        Change(json => json["files"]![0]!["path"] = path);
        string message = Assert.Throws<ManifestException>(() => Verify()).Message;
        Assert.Contains("files[0].path", message, StringComparison.Ordinal);
        Assert.Contains(_manifest, message, StringComparison.Ordinal);
    }

    [Fact]
    public void AListedLinkOutOfTheFolderIsNotRead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link needs a privilege.");
        string outside = Path.Combine(_folder.Root, "outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "secret.txt"), "secret");
        foreach (string link in (string[])["README.md", "notes"])
        {
            string path = Path.Combine(_release, link);
            if (Directory.Exists(path))
                Directory.Delete(path, true);
            else
                File.Delete(path);
        }

        File.CreateSymbolicLink(Path.Combine(_release, "README.md"), Path.Combine(outside, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_release, "notes"), outside);
        ManifestResult[] results = Verify();
        Assert.Equal(["README.md", "notes/read me.txt"],
            results.Where(result => result.Status == ManifestStatus.Rejected).Select(result => result.Path));
        Assert.All(results.Where(result => result.Status == ManifestStatus.Rejected), result =>
        {
            Assert.Contains("leads out", result.Reason, StringComparison.Ordinal);
            Assert.Null(result.ActualSha256);
        });
        // The linked folder is not entered: its files are not the folder's.
        Assert.Equal("notes", results[^1].Path);
        Assert.Equal(ManifestStatus.Unlisted, results[^1].Status);
    }

    [Fact]
    public async Task AFifoIsNotWaitedFor()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux has them.");
        string fifo = Path.Combine(_release, "README.md");
        File.Delete(fifo);
        using (Process process = Process.Start("mkfifo", [fifo]))
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        ManifestResult result = await Task.Run(() => Verify()[0], TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.Equal(ManifestStatus.Rejected, result.Status);
        Assert.Contains("FIFO", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes", "-1", "bytes")]
    [InlineData("bytes", "9223372036854775807", "bytes")]
    [InlineData("sha256", "\"00\"", "sha256")]
    [InlineData("extra", "1", "extra")]
    [InlineData("path", "\"class_indices.JSON\"", "differs in case only")]
    public void FieldsAreChecked(string field, string value, string message)
    {
        Change(json => json["files"]![0]![field] = JsonNode.Parse(value));
        Assert.Contains(message, Assert.Throws<ManifestException>(() => Verify()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LargeFilesCanBeListed()
    {
        Change(json => json["files"]![0]!["bytes"] = 5_000_000_000);
        Assert.Equal(5_000_000_000, Verify()[0].ExpectedBytes);
    }

    [Theory]
    [InlineData("{ \"name\": \"an extension\", \"manifest_version\": 3 }", "not written by")]
    [InlineData("[]", "not written by")]
    [InlineData("{", "cannot be read")]
    [InlineData("{ \"format\": \"alexnetps-manifest\", \"formatVersion\": 2 }", "newer")]
    public void ForeignAndDamagedManifestsAreNamed(string text, string message)
    {
        File.WriteAllText(_manifest, text);
        Assert.Contains(message, Assert.Throws<ManifestException>(() => Verify()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AHugeManifestIsNotRead()
    {
        using (FileStream file = File.Create(_manifest))
            file.SetLength(1L << 40);
        Assert.Contains("at most", Assert.Throws<ManifestException>(() => Verify()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutManifestIsNotFound()
    {
        File.Delete(_manifest);
        Assert.Throws<FileNotFoundException>(() => Verify());
    }

    [Fact]
    public void ReadingReportsItsProgressAndCanBeCanceled()
    {
        using var source = new CancellationTokenSource();
        List<ManifestProgress> reported = [];
        var progress = new Listener(reported.Add);
        Assert.Equal(5, ManifestVerification.Verify(_manifest, progress, source.Token).Count());
        Assert.Equal(reported[^1].BytesTotal, reported[^1].BytesDone);
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            ManifestVerification.Verify(_manifest, null, source.Token).ToArray());
    }

    [Theory]
    [InlineData("0.1.0+abc", "0.1.0", "abc")]
    [InlineData("0.1.0+abc-changed", "0.1.0", "abc-changed")]
    [InlineData("0.1.0", "0.1.0", null)]
    public void VersionAndCommitAreThoseOfTheBuild(string text, string version, string? commit)
    {
        Assert.Equal((version, commit), (ManifestModule.Parse(text).Version, ManifestModule.Parse(text).Commit));
    }

    private ManifestResult[] Verify() => [.. ManifestVerification.Verify(_release)];

    private void Change(Action<JsonNode> change)
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(_manifest))!;
        change(json);
        File.WriteAllText(_manifest, json.ToJsonString(), new UTF8Encoding(false));
    }

    private sealed class Listener(Action<ManifestProgress> report) : IProgress<ManifestProgress>
    {
        public void Report(ManifestProgress value) => report(value);
    }
}
