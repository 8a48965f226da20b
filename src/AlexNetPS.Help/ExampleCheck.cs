using AlexNetPS.Help.Surface;

namespace AlexNetPS.Help;

/// <summary>
/// Finds parameters in examples that their cmdlets lack. Parses commands, pipes, brackets and quotes, not the whole
/// language: the module's tests parse the examples with PowerShell itself.
/// </summary>
internal static class ExampleCheck
{
    private static readonly string[] _common =
    [
        "Debug", "ErrorAction", "ErrorVariable", "InformationAction", "InformationVariable", "OutBuffer", "OutVariable",
        "PipelineVariable",
        "ProgressAction", "Verbose", "WarningAction", "WarningVariable", "ea", "ev", "wa", "wv", "ov", "pv",
    ];

    public static IEnumerable<string> Problems(string code, IReadOnlyList<CommandSurface> commands)
    {
        var open = new Stack<string?>();
        string? command = null;
        bool expectsCommand = true;
        foreach (string token in Tokens(code))
        {
            switch (token)
            {
                case "(" or "{":
                    open.Push(command);
                    (command, expectsCommand) = (null, true);
                    break;
                case ")" or "}":
                    (command, expectsCommand) = (open.TryPop(out string? outer) ? outer : null, false);
                    break;
                case "|" or ";" or "\n" or "=" or "&":
                    (command, expectsCommand) = (null, true);
                    break;
                case ['-', var first, ..] when char.IsLetter(first) && command is not null:
                    if (Problem(command, token[1..].TrimEnd(':'), commands) is { } problem)
                        yield return problem;
                    break;
                default:
                    if (expectsCommand)
                        command = token;
                    expectsCommand = false;
                    break;
            }
        }
    }

    private static string? Problem(string command, string parameter, IReadOnlyList<CommandSurface> commands)
    {
        if (commands.FirstOrDefault(
            known => known.Name.Equals(command, StringComparison.OrdinalIgnoreCase)) is not { } surface)
        {
            return null;
        }

        bool exists = surface.Parameters.SelectMany(known => known.Aliases.Prepend(known.Name)).Concat(_common)
            .Contains(parameter.Split(':')[0], StringComparer.OrdinalIgnoreCase);
        return exists ? null : $"{surface.Name} has no parameter -{parameter}.";
    }

    private static IEnumerable<string> Tokens(string code)
    {
        // A backtick at the end of a line, and a pipe, continue the command.
        code = code.Replace("`\n", " ", StringComparison.Ordinal).Replace("|\n", "| ", StringComparison.Ordinal);
        for (int i = 0; i < code.Length;)
        {
            char at = code[i];
            if (at == '#')
            {
                i = End(code, i, c => c == '\n');
            }
            else if (at is '\'' or '"')
            {
                i = Math.Min(End(code, i + 1, c => c == at) + 1, code.Length);
                yield return "string";
            }
            else if (at is '(' or ')' or '{' or '}' or '|' or ';' or '\n' or '=' or '&')
            {
                i++;
                yield return at.ToString();
            }
            else if (char.IsWhiteSpace(at))
            {
                i++;
            }
            else
            {
                int end = End(code, i,
                    c => char.IsWhiteSpace(c) || c is '(' or ')' or '{' or '}' or '|' or ';' or '=' or '\'' or '"');
                yield return code[i..end];
                i = end;
            }
        }
    }

    private static int End(string code, int from, Func<char, bool> ends)
    {
        while (from < code.Length && !ends(code[from]))
            from++;
        return from;
    }
}
