using System.Globalization;
using System.Text;
using AlexNetPS.Networks;
using static AlexNetPS.Drawing.Diagrams.LayerText;

namespace AlexNetPS.Drawing.Diagrams;

/// <summary>A network as a flowchart in Mermaid's language, within Markdown.</summary>
internal static class MermaidDiagram
{
    /// <summary>Returns the file.</summary>
    public static string Of(NetworkDefinition network)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {InMarkdown(network.Name)}\n\n");
        if (network.Description is string description)
            text.Append(CultureInfo.InvariantCulture, $"{InMarkdown(description)}\n\n");
        text.Append("```mermaid\nflowchart TB\n");
        text.Append(CultureInfo.InvariantCulture, $"    input[\"Input<br/>{network.Input}\"]\n");
        IReadOnlyList<DiagramStage> stages = DiagramStage.Of(network);
        foreach ((int i, DiagramStage stage) in stages.Index())
        {
            foreach (int tower in BlockLayout.Shown(stage.Towers))
                text.Append(CultureInfo.InvariantCulture, $"    {Node(i, tower)}[\"{Label(stages, i, tower)}\"]\n");
            if (stage.Towers > BlockLayout.MostTowers)
                text.Append(CultureInfo.InvariantCulture, $"    {Node(i, 2)}[\"{stage.Towers - 3:N0} more\"]\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    output[\"{network.Classes:N0} classes\"]\n");
        Links(text, stages);
        text.Append(CultureInfo.InvariantCulture, $"```\n\n{Totals(network)}.");
        if (text.ToString().Contains("-.->", StringComparison.Ordinal))
            text.Append(" Dotted: values that cross from one tower to another.");
        return text.Append('\n').ToString();
    }

    private static void Links(StringBuilder text, IReadOnlyList<DiagramStage> stages)
    {
        var end = new DiagramStage([stages[^1].Layers[^1]], 1);
        foreach (int tower in BlockLayout.Shown(stages[0].Towers))
            text.Append(CultureInfo.InvariantCulture, $"    input --> {Node(0, tower)}\n");
        for (int i = 1; i < stages.Count; i++)
        {
            foreach (int from in BlockLayout.Shown(stages[i - 1].Towers))
            {
                foreach (int to in BlockLayout.Shown(stages[i].Towers).Where(to => stages[i].Reads(stages[i - 1], from, to)))
                {
                    string arrow = stages[i].Crosses(stages[i - 1], from, to) ? "-.->" : "-->";
                    text.Append(CultureInfo.InvariantCulture, $"    {Node(i - 1, from)} {arrow} {Node(i, to)}\n");
                }
            }
        }

        foreach (int tower in BlockLayout.Shown(stages[^1].Towers))
            text.Append(CultureInfo.InvariantCulture, $"    {Node(stages.Count - 1, tower)} --> output\n");
    }

    // Names of nodes are numbers: a layer may be called "end", which ends a part of a flowchart.
    private static string Node(int stage, int tower) => Text($"s{stage + 1}t{tower + 1}");

    private static string Label(IReadOnlyList<DiagramStage> stages, int index, int tower)
    {
        DiagramStage stage = stages[index];
        IEnumerable<string> head = stage.Head is null ? []
            : [Escaped(stage.Head.Name), .. Head(stage, index > 0 ? stages[index - 1] : null, tower)];
        IEnumerable<string> others = stage.Layers.Where(layer => layer != stage.Head)
            .Select(layer => Escaped(Other(layer.Definition)));
        TensorShape output = stage.Layers[^1].OutputShape;
        string[] lines = [.. head, .. others, $"{output with { Channels = output.Channels / stage.Towers }}"];

        // A tag first: Mermaid takes "1. conv" for an item of a list, which it does not draw.
        return string.Join("<br/>", [$"<b>{lines[0]}</b>", .. lines[1..]]);
    }

    private static string InMarkdown(string text) => Escaped(text, "&#");

    // Quotes, tags, directives (%%{) and entities (#quot;) of Mermaid, and emphasis, links and code of Markdown.
    private static string Escaped(string name, string mark = "#")
    {
        var escaped = new StringBuilder();
        foreach (Rune rune in Formats.Text.TerminalText.OfLine(name).EnumerateRunes())
        {
            bool plain = Rune.IsLetterOrDigit(rune) || !rune.IsAscii || " .,:()-/=+".Contains((char)rune.Value, StringComparison.Ordinal);
            if (plain)
                escaped.Append(rune.ToString());
            else
                escaped.Append(CultureInfo.InvariantCulture, $"{mark}{rune.Value};");
        }

        return escaped.ToString();
    }
}
