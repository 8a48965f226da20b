using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Recipes;

namespace AlexNetPS.Inference.Gates;

/// <summary>Files of rules. A team reviews them, so nothing in them is skipped.</summary>
internal static class GateRulesFile
{
    private const long MaximumBytes = 1 << 20;

    public static GateRules Read(string path, Func<string, JsonObject>? parse)
    {
        try
        {
            string text = InputFile.ReadText(path, MaximumBytes);
            using JsonDocument document = JsonDocument.Parse(parse is null ? text : parse(text).ToJsonString(),
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Of(document.RootElement, path);
        }
        catch (Exception e) when (e is FormatException || JsonShape.IsInputError(e))
        {
            throw new GateRulesException($"'{path}' holds no rules: {JsonShape.Reason(e).TrimEnd('.')}.", e);
        }
    }

    private static GateRules Of(JsonElement element, string path)
    {
        string[] problems = [.. JsonShape.Problems(element, typeof(GateRules), RecipeFile.Json)];
        if (problems.Length == 0)
        {
            GateRules rules =
                element.Deserialize<GateRules>(RecipeFile.Json) ?? throw new FormatException("it holds null");
            problems = [.. rules.Problems()];
            if (problems.Length == 0)
            {
                return rules with
                {
                    Baseline = rules.Baseline is null
                        ? null
                        : Path.GetFullPath(rules.Baseline, Path.GetDirectoryName(Path.GetFullPath(path))!),
                };
            }
        }

        throw new FormatException(string.Join(". ", problems.Select(problem => problem.TrimEnd('.'))));
    }
}
