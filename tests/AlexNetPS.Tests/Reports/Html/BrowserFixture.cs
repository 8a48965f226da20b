using AlexNetPS.Reports;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace AlexNetPS.Tests.Reports.Html;

/// <summary>A browser of the system, started once, and a page with everything. Without a browser tests are skipped.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] _names =
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "msedge"];

    private readonly string _folder = Directory.CreateTempSubdirectory("alexnet-page").FullName;
    private IBrowser? _browser;

    /// <summary>Addresses that were asked for, without the page itself.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors and warnings of the console, violations of the policy among them.</summary>
    public List<string> Messages { get; } = [];

    public async ValueTask InitializeAsync()
    {
        if (Find() is not string program)
            return;
        string file = Path.Combine(_folder, "report.html");
        string[] classes = ["<script>document.title = 'run'</script>", "tulip", .. Enumerable.Range(1, 38).Select(i => $"class {i}")];
        PageSamples.Report(classes, runs: 2).Write(file, ReportFormat.Html);
        _browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = program,
            HeadlessMode = HeadlessMode.Shell,
            // The sandbox needs what containers and the administrator do not have.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            UserDataDir = Path.Combine(_folder, "profile"),
            Timeout = 120_000,
        });
        Page = new Uri(file).AbsoluteUri;
    }

    /// <summary>Address of the page.</summary>
    public string Page { get; private set; } = "";

    /// <summary>Opens the page in a window of that width.</summary>
    public async Task<IPage> OpenAsync(int width = 1200, bool dark = false)
    {
        Assert.SkipWhen(_browser is null, "There is no browser: install the package chromium-headless-shell.");
        IPage page = await _browser.NewPageAsync();
        page.DefaultTimeout = 60_000;
        page.Console += (_, e) =>
        {
            if (e.Message.Type is ConsoleType.Error or ConsoleType.Warning)
                Messages.Add(e.Message.Text);
        };
        page.PageError += (_, e) => Messages.Add(e.Message);
        page.Request += async (_, e) =>
        {
            bool isPage = e.Request.Url.StartsWith(Page, StringComparison.Ordinal);
            if (!isPage && !e.Request.Url.StartsWith("data:", StringComparison.Ordinal))
                Requests.Add(e.Request.Url);
            await e.Request.ContinueAsync();
        };
        await page.SetRequestInterceptionAsync(true);
        await page.SetViewportAsync(new() { Width = width, Height = 900 });
        await page.EmulateMediaFeaturesAsync(
            [new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        await page.GoToAsync(Page);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        try
        {
            Directory.Delete(_folder, true);
        }
        catch (IOException)
        {
            // A process of the browser may still write its profile.
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => _names.SelectMany(name => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".exe") }))
        .FirstOrDefault(File.Exists);
}
