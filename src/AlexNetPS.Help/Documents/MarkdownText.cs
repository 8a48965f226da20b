using System.Text;
using System.Text.RegularExpressions;

namespace AlexNetPS.Help.Documents;

/// <summary>Converts markdown to the plain paragraphs that a console shows.</summary>
internal static partial class MarkdownText
{
    /// <summary>Returns paragraphs and list items, each on one line; skips fenced blocks.</summary>
    public static IReadOnlyList<string> Paragraphs(IEnumerable<string> lines)
    {
        List<string> paragraphs = [];
        var open = new StringBuilder();
        bool fenced = false;
        foreach (string line in lines.Append(""))
        {
            bool fence = line.StartsWith("```", StringComparison.Ordinal), item =
                line.StartsWith("- ", StringComparison.Ordinal);
            if ((fence || item || line.Length == 0) && open.Length > 0)
            {
                paragraphs.Add(Plain(open.ToString()));
                open.Clear();
            }

            if (fence)
                fenced = !fenced;
            else if (!fenced && line.Length > 0)
                open.Append(open.Length > 0 ? " " : "").Append(line.Trim());
        }

        return paragraphs;
    }

    /// <summary>
    /// Wraps a paragraph at spaces to <paramref name="width"/> characters; only a longer word exceeds it. Lines of a
    /// list item are indented below its text.
    /// </summary>
    public static string Wrap(string paragraph, int width)
    {
        string indent = paragraph.StartsWith("- ", StringComparison.Ordinal) ? "  " : "";
        var wrapped = new StringBuilder();
        int column = 0;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                wrapped.Append('\n').Append(indent);
                column = indent.Length;
            }
            else if (column > 0)
            {
                wrapped.Append(' ');
                column++;
            }

            wrapped.Append(word);
            column += word.Length;
        }

        return wrapped.ToString();
    }

    /// <summary>Returns the lines of the fenced blocks, with an empty line between blocks.</summary>
    public static string Code(IEnumerable<string> lines, Func<string, bool> language)
    {
        List<string> code = [];
        bool fenced = false, wanted = false;
        foreach (string line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
                wanted = fenced && language(line[3..].Trim());
                if (wanted && code.Count > 0)
                    code.Add("");
            }
            else if (fenced && wanted)
            {
                code.Add(line);
            }
        }

        return string.Join('\n', code);
    }

    private static string Plain(string text) => Link().Replace(text,
        match => match.Groups[2].Value.EndsWith(".md", StringComparison.Ordinal)
            ? match.Groups[1].Value
            : $"{match.Groups[1].Value} ({match.Groups[2].Value})").Replace("`", "", StringComparison.Ordinal)
            .Replace("**", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]*)\]\(([^)]*)\)")]
    private static partial Regex Link();
}
