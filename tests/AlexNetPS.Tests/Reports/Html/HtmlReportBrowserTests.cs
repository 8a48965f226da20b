using System.Text;
using PuppeteerSharp;

namespace AlexNetPS.Tests.Reports.Html;

/// <summary>The page as a person has it: in a browser.</summary>
public sealed class HtmlReportBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Classes = "[...document.querySelectorAll('table')].find(t => t.caption?.textContent.startsWith('Classes'))";

    [Fact]
    public async Task AClickOnAHeaderSorts()
    {
        await using IPage page = await browser.OpenAsync();
        double[] before = await Recalls(page);
        await page.EvaluateExpressionAsync($"{Classes}.tHead.rows[0].cells[3].id = 'recall'");
        await page.ClickAsync("#recall button");
        Assert.Equal("ascending", await Order(page));
        Assert.Equal(before.Order(), await Recalls(page));
        await page.ClickAsync("#recall button");
        Assert.Equal("descending", await Order(page));
        Assert.Equal(before.OrderDescending(), await Recalls(page));
        Assert.Equal(["none"], await page.EvaluateExpressionAsync<string[]>(
            $"[...new Set([...{Classes}.tHead.rows[0].cells].filter(c => c.id !== 'recall').map(c => c.ariaSort))]"));
    }

    [Fact]
    public async Task AKeySortsByNameAsPeopleCount()
    {
        await using IPage page = await browser.OpenAsync();
        await page.EvaluateExpressionAsync($"{Classes}.tHead.rows[0].cells[0].querySelector('button').focus()");
        await page.Keyboard.PressAsync("Enter");
        string[] names = await Names(page);
        Assert.Equal(["<script>document.title = 'run'</script>", "class 1", "class 2", "class 3"], names[..4]);
        Assert.Equal("class 10", names[10]);
        await page.Keyboard.PressAsync("Space");
        Assert.Equal(names.Reverse(), await Names(page));
        // The focus stays, and is seen.
        Assert.Equal("Class", await page.EvaluateExpressionAsync<string>("document.activeElement.textContent"));
        Assert.NotEqual("none",
            await page.EvaluateExpressionAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }

    [Fact]
    public async Task TheValuesBelowThePointerAreShown()
    {
        await using IPage page = await browser.OpenAsync();
        decimal[] place = await page.EvaluateExpressionAsync<decimal[]>("""
            (() => {
              const chart = document.querySelector("svg[data-chart]");
              chart.scrollIntoView({ block: 'center' });
              const now = chart.getBoundingClientRect();
              const [left, top, width, height] = JSON.parse(chart.dataset.chart).frame, scale = now.width / chart.viewBox.baseVal.width;
              return [now.left + (left + width * .95) * scale, now.top + (top + height / 2) * scale];
            })()
            """);
        const string Values = "document.querySelector('.chart-values')";
        Assert.Equal("none", await page.EvaluateExpressionAsync<string>($"getComputedStyle({Values}).display"));
        await page.Mouse.MoveAsync(place[0], place[1]);
        await page.WaitForFunctionAsync($"() => getComputedStyle({Values}).display !== 'none'");
        string text = await page.EvaluateExpressionAsync<string>($"{Values}.innerText");
        Assert.StartsWith("Epoch 2", text, StringComparison.Ordinal);
        // Loss of validation, and of training, of both runs: ReportSamples.
        Assert.Contains("run 0: 0.7", text, StringComparison.Ordinal);
        Assert.Contains("run 1, training: 0.69", text, StringComparison.Ordinal);
        await page.Mouse.MoveAsync(2, 2);
        Assert.Equal("none", await page.EvaluateExpressionAsync<string>($"getComputedStyle({Values}).display"));

        // With the keyboard the values are read aloud.
        await page.FocusAsync("svg[data-chart]");
        await page.Keyboard.PressAsync("Home");
        Assert.StartsWith("Epoch 1", await page.EvaluateExpressionAsync<string>(
            "document.querySelector('.chart-spoken').textContent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingLeavesThePageAndNoErrorIsTold()
    {
        await using IPage page = await browser.OpenAsync();
        await page.EvaluateExpressionAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        await page.ClickAsync(".copy");
        await page.WaitForFunctionAsync("() => document.querySelector('.code [role=status]').textContent !== ''");
        Assert.Equal("Flowers <b> & \"more\"", await page.GetTitleAsync());
        Assert.True(await page.EvaluateExpressionAsync<bool>(
            "document.images.length > 20 && [...document.images].every(one => one.complete && one.naturalWidth > 0)"));
        // The policy would stop it, and tell so.
        Assert.Empty(browser.Requests);
        Assert.Empty(browser.Messages);
    }

    [Theory]
    [InlineData(375)]
    [InlineData(1400)]
    public async Task NothingIsWiderThanTheWindow(int width)
    {
        await using IPage page = await browser.OpenAsync(width);
        await page.EvaluateExpressionAsync("document.querySelectorAll('details').forEach(one => one.open = true)");
        Assert.Equal(width, await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TextsHaveContrast(bool dark)
    {
        await using IPage page = await browser.OpenAsync(dark: dark);
        string[] weak = await page.EvaluateFunctionAsync<string[]>("""
            () => {
              const parse = text => text.match(/[\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
              const behind = element => {
                for (let one = element; one; one = one.parentElement) {
                  const color = parse(getComputedStyle(one).backgroundColor);
                  if (color.length < 4 || color[3] > 0) return color;
                }
                return [255, 255, 255];
              };
              document.querySelectorAll('details').forEach(one => one.open = true);
              // A text of a chart stands on what was drawn before it.
              const below = text => {
                const box = text.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
                const shapes = [...text.ownerSVGElement.querySelectorAll('rect, polygon, path, circle')].filter(shape => {
                  const area = shape.getBoundingClientRect();
                  return shape.compareDocumentPosition(text) & 4 && getComputedStyle(shape).fill !== 'none'
                    && area.left <= x && x <= area.right && area.top <= y && y <= area.bottom;
                });
                return shapes.length ? parse(getComputedStyle(shapes.at(-1)).fill) : behind(text.ownerSVGElement);
              };
              const weak = [];
              for (const element of document.querySelectorAll('body *')) {
                const text = [...element.childNodes].filter(n => n.nodeType === 3 && n.data.trim()).map(n => n.data).join('');
                if (!text || element.matches('script, style, desc, title')) continue;
                const style = getComputedStyle(element);
                const color = element instanceof SVGElement ? style.fill : style.color;
                const ground = element instanceof SVGElement ? below(element) : behind(element);
                const [a, b] = [light(parse(color)), light(ground)].sort((x, y) => y - x);
                const contrast = (a + .05) / (b + .05);
                if (!(contrast >= 4.5)) weak.push(`${contrast.toFixed(2)} ${element.tagName} ${text.slice(0, 40)} ${color}`);
              }
              return weak;
            }
            """);
        Assert.True(weak.Length == 0, string.Join('\n', weak.Distinct().Take(20)));
        string paper = await page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal(dark, paper != "rgb(255, 255, 255)");
    }

    [Fact]
    public async Task ItPrintsLightWithEveryRow()
    {
        await using IPage page = await browser.OpenAsync(dark: true);
        byte[] pdf = await page.PdfDataAsync();
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(pdf, 0, 5));
        await page.EmulateMediaTypeAsync(PuppeteerSharp.Media.MediaType.Print);
        await page.EvaluateExpressionAsync("dispatchEvent(new Event('beforeprint'))");
        Assert.Equal("rgb(255, 255, 255)",
            await page.EvaluateExpressionAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.True(await page.EvaluateExpressionAsync<bool>(
            "[...document.querySelectorAll('tr')].every(row => row.checkVisibility() && row.getBoundingClientRect().height > 0)"));
        Assert.True(await page.EvaluateExpressionAsync<bool>(
            "[...document.querySelectorAll('.long')].every(box => box.scrollHeight <= box.clientHeight)"));
        await page.EvaluateExpressionAsync("dispatchEvent(new Event('afterprint'))");
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.querySelectorAll('details:not([open])').length > 0"));
    }

    private static Task<double[]> Recalls(IPage page) => page.EvaluateExpressionAsync<double[]>(
        $"[...{Classes}.tBodies[0].rows].map(row => parseFloat(row.cells[3].textContent))");

    private static Task<string[]> Names(IPage page) => page.EvaluateExpressionAsync<string[]>(
        $"[...{Classes}.tBodies[0].rows].map(row => row.cells[0].textContent)");

    private static Task<string> Order(IPage page) => page.EvaluateExpressionAsync<string>("document.querySelector('#recall').ariaSort");
}
