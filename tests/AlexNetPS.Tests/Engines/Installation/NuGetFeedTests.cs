using System.Net;
using System.Net.Sockets;
using System.Text;
using AlexNetPS.Engines;
using AlexNetPS.Engines.Installation;
using AlexNetPS.Packages;

namespace AlexNetPS.Tests.Engines.Installation;

/// <summary>A v3 feed that this test serves, and folders.</summary>
public sealed class NuGetFeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alexnetps-feed-").FullName;
    private readonly HttpListener _listener = new();
    private readonly byte[] _package = [.. Enumerable.Range(0, 700_000).Select(i => (byte)(i * 13 % 241))];
    private readonly IPackageFeed _feed = new NuGetFeed();
    private readonly string _address;
    private bool _resumes = true;
    private int _breakAfter = int.MaxValue;

    public NuGetFeedTests()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _address = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(_address);
        _listener.Start();
        _ = Task.Run(Serve);
    }

    public void Dispose()
    {
        _listener.Close();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public void AFeedStatesSizeAndHash()
    {
        PackageOffer offer = Find("Made")!;
        Assert.Equal((_package.Length, "stated"), (offer.Bytes, offer.Sha512));
        Assert.Null(Find("Absent"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void ABrokenDownloadIsContinuedOrStartedAgain(bool resumes)
    {
        _resumes = resumes;
        PackageOffer offer = Find("Made")!;
        using var target = new FileStream(Path.Combine(_folder, "made.part"), FileMode.Create, FileAccess.ReadWrite);
        _breakAfter = 400_000;
        Assert.ThrowsAny<IOException>(() => _feed.Copy(offer, target, () => { }, CancellationToken.None));
        Assert.InRange(target.Length, 1, 400_000);
        _breakAfter = int.MaxValue;
        long kept = target.Length, least = long.MaxValue;
        _feed.Copy(offer, target, () => least = Math.Min(least, target.Length), CancellationToken.None);
        Assert.Equal(resumes, least > kept);
        target.Position = 0;
        byte[] received = new byte[target.Length];
        target.ReadExactly(received);
        Assert.Equal(_package, received);
    }

    [Fact]
    public void AFolderIsASourceAndStatesTheHashNextToThePackage()
    {
        File.WriteAllText(Path.Combine(_folder, "Made.1.0.0.nupkg.sha512"), "stated\n");
        MadeFile();
        PackageOffer offer = _feed.Find("Made", "1.0.0", ".", _folder, CancellationToken.None)!;
        Assert.Equal(("stated", new FileInfo(Path.Combine(_folder, "Made.1.0.0.nupkg")).Length), (offer.Sha512, offer.Bytes));
        Assert.Null(_feed.Find("Made", "2.0.0", _folder, _folder, CancellationToken.None));
    }

    [Fact]
    public void AConfiguredSourceIsUsedByDefaultAndByName()
    {
        MadeFile();
        File.WriteAllText(Path.Combine(_folder, "NuGet.Config"), $"""
            <configuration><packageSources><clear /><add key="mine" value="{_folder}" /></packageSources></configuration>
            """);
        Assert.Equal(_folder, _feed.Find("Made", "1.0.0", null, _folder, CancellationToken.None)!.Source);
        Assert.Equal(_folder, _feed.Find("Made", "1.0.0", "Mine", _folder, CancellationToken.None)!.Source);
    }

    [Fact]
    public void ASourceThatCannotBeReadIsNamed()
    {
        _listener.Stop();
        Assert.Contains(_address, Assert.Throws<EngineException>(() => Find("Made")).Message, StringComparison.Ordinal);
        Assert.Contains("'absent'", Assert.Throws<EngineException>(
            () => _feed.Find("Made", "1.0.0", "absent", _folder, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private PackageOffer? Find(string id) =>
        _feed.Find(id, "1.0.0", _address + "index.json", _folder, CancellationToken.None);

    private void MadeFile()
    {
        using var zip = System.IO.Compression.ZipFile.Open(Path.Combine(_folder, "Made.1.0.0.nupkg"),
            System.IO.Compression.ZipArchiveMode.Create);
        using Stream entry = zip.CreateEntry("Made.nuspec").Open();
        entry.Write("""
            <package><metadata><id>Made</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata></package>
            """u8);
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            try
            {
                Answer(context.Request, context.Response);
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
            {
                context.Response.Abort();
            }
        }
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        switch (request.Url!.AbsolutePath)
        {
            case "/index.json":
                Send(response, $$"""
                    {"version":"3.0.0","resources":[{"@id":"{{_address}}flat/","@type":"PackageBaseAddress/3.0.0"},
                    {"@id":"{{_address}}registration/","@type":"RegistrationsBaseUrl/3.6.0"}]}
                    """);
                break;
            case "/registration/made/index.json":
                Send(response, $$"""
                    {"count":1,"items":[{"@id":"{{_address}}p","count":1,"lower":"1.0.0","upper":"1.0.0","items":[{"@id":"{{_address}}l",
                    "catalogEntry":{"@id":"{{_address}}catalog.json","id":"Made","version":"1.0.0","listed":true},
                    "packageContent":"{{_address}}flat/made/1.0.0/made.1.0.0.nupkg"}]}]}
                    """);
                break;
            case "/catalog.json":
                Send(response, """{"packageHash":"stated","packageHashAlgorithm":"SHA512"}""");
                break;
            case "/flat/made/1.0.0/made.1.0.0.nupkg":
                SendPackage(request, response);
                break;
            default:
                response.StatusCode = 404;
                response.Close();
                break;
        }
    }

    private void SendPackage(HttpListenerRequest request, HttpListenerResponse response)
    {
        int start = 0;
        if (_resumes && request.Headers["Range"] is string range)
        {
            start = int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            response.StatusCode = 206;
        }

        response.ContentLength64 = _package.Length - start;
        if (request.HttpMethod == "GET")
        {
            int count = Math.Min(_package.Length - start, _breakAfter);
            response.OutputStream.Write(_package, start, count);
            if (count < _package.Length - start)
            {
                response.OutputStream.Flush();
                response.Abort();
                return;
            }
        }

        response.Close();
    }

    private static void Send(HttpListenerResponse response, string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        response.ContentType = "application/json";
        response.ContentLength64 = bytes.Length;
        response.OutputStream.Write(bytes);
        response.Close();
    }
}
