using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Yaml;
using AlexNetPS.Tests.Datasets;
using YamlDotNet.Serialization;

namespace AlexNetPS.Tests.Formats;

public sealed class YamlTextTests
{
    private static readonly string[] _texts =
    [
        "", " ", "plain", "two words", "runs/flowers/best.safetensors", "yes", "No", "ON", "off", "y", "N", "true",
        "False", "null", "Null", "~", "1", "-1", "1e3", "1E+3", "0x1F", "0o17", "1_000", "1.5", ".5", ".inf", "-.INF",
        ".nan", "2026-11-30", "12:30:45", "a: b", "a:", ":a", "#x", "a #x", "a#x", "'", "it's", "\"", "\\", "a\nb", "\n",
        "a\r\nb", "\t", "-", "- a", "-a", "---", "...", "*a", "&a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "{a}",
        "[a]", "a, b", "?", "? a", "=", "<<", " a", "a ", "größe", "日本語", "a😀b", "a\u0000b", "a\u0007b",
        "a\u007Fb", "a\u0085b", "a\u00A0b", "a\u2028b", "a\u202Eb", "a\uFEFFb", "a\uFFFEb", "<script>", "::error::",
        new string('k', 1100), new string(':', 1100),
    ];

    public static TheoryData<string> Texts => [.. _texts];

    [Theory]
    [MemberData(nameof(Texts))]
    public void ATextStaysThatText(string text)
    {
        JsonObject tree = new()
        {
            ["value"] = text,
            ["list"] = new JsonArray(text, text),
            ["maps"] = new JsonArray(new JsonObject { [text] = text, ["other"] = 1 }),
            ["map"] = new JsonObject { [text] = new JsonObject { [text] = new JsonArray(text) } },
        };
        Assert.Equal(Plain(tree), Plain(YamlDotNets(YamlText.Of(tree))));
    }

    [Fact]
    public void WordsThatNeedNoQuotesHaveNone()
    {
        JsonObject tree = new()
        {
            ["path"] = "dvclive/metrics.json",
            ["title"] = "Training loss",
            ["sure"] = true,
            ["none"] = null,
            ["empty"] = new JsonObject(),
            ["list"] = new JsonArray(1, new JsonObject { ["a"] = "no", ["b"] = new JsonArray() }),
        };
        Assert.Equal("""
            path: dvclive/metrics.json
            title: Training loss
            sure: true
            none: null
            empty: {}
            list:
              - 1
              - a: "no"
                b: []

            """.ReplaceLineEndings("\n"), YamlText.Of(tree));
    }

    // YAML 1.1 takes a number with an exponent for a text if it has no point, or its exponent no sign.
    [Theory]
    [InlineData("1", "1")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("0.5", "0.5")]
    [InlineData("1e-5", "1.0E-05")]
    [InlineData("1.5e300", "1.5E+300")]
    [InlineData("2e2", "200.0")]
    public void ANumberIsOneInEveryVersionOfYaml(string json, string yaml) =>
        Assert.Equal($"number: {yaml}\n", YamlText.Of(new JsonObject { ["number"] = JsonNode.Parse(json) }));

    [Fact]
    public void PythonReadsTheSame()
    {
        string python = PeerPython.Require("yaml");
        JsonArray tree = [.. _texts.Select(text => (JsonNode)new JsonObject
        {
            ["text"] = text,
            [$"key {text}"] = new JsonArray(text, 1, 1.5e-7, 1e20, true, null, new JsonArray(new JsonArray(text))),
        })];
        using Process peer = Process.Start(new ProcessStartInfo(python, ["-c", """
            import sys, json, yaml
            data = yaml.safe_load(sys.stdin.buffer.read().decode('utf-8'))
            print(json.dumps(data))
            """])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        })!;
        peer.StandardInput.Write(YamlText.Of(tree));
        peer.StandardInput.Close();
        string output = peer.StandardOutput.ReadToEnd(), errors = peer.StandardError.ReadToEnd();
        peer.WaitForExit();
        Assert.True(peer.ExitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(tree.ToJsonString()), JsonNode.Parse(output)), output);
    }

    /// <summary>The tree as YamlDotNet reads it, where a text without quotes is what it looks like.</summary>
    internal static JsonNode? YamlDotNets(string yaml) => Node(new DeserializerBuilder()
        .WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object?>(yaml));

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        IDictionary<object, object?> map =>
            new JsonObject(map.Select(pair => KeyValuePair.Create((string)pair.Key, Node(pair.Value)))),
        IEnumerable<object?> list => new JsonArray([.. list.Select(Node)]),
        string text => JsonValue.Create(text),
        _ => JsonSerializer.SerializeToNode(value),
    };

    private static string Plain(JsonNode? node) => node!.ToJsonString();
}
