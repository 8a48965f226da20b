using System.Text;
using AlexNetPS.Help.Surface;

namespace AlexNetPS.Help.Documents;

/// <summary>
/// Parts of a page that repeat the cmdlet's attributes: written by the update, compared by the build.
/// </summary>
internal static class Metadata
{
    private const string DefaultKey = "DefaultValue: ";

    /// <summary>The body of section SYNTAX.</summary>
    public static string Syntax(CommandSurface command) => string.Join('\n', command.Sets.Select(set =>
        $"### {Title(command, set)}\n\n```\n{set.Syntax(command.Name)}\n```\n"));

    /// <summary>The block below a parameter's text.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="defaultValue">As a user would type it; written by hand and kept.</param>
    public static string Block(ParameterSurface parameter, string defaultValue)
    {
        var block = new StringBuilder();
        block.Append(
            $"Type: {parameter.TypeName}\n{DefaultKey}{defaultValue}\nSupportsWildcards: {Yes(parameter.Wildcards)}\n");
        block.Append(parameter.Aliases.Count == 0
            ? "Aliases: []\n"
            : $"Aliases:\n{string.Concat(parameter.Aliases.Select(alias => $"- {alias}\n"))}");
        block.Append("ParameterSets:\n");
        foreach (ParameterBinding binding in parameter.Bindings)
        {
            block.Append($"- Name: {(binding.Set == CommandSurface.AllSets ? "(All)" : binding.Set)}\n  Position: "
                + $"{binding.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "Named"}\n");
            block.Append($"  IsRequired: {Yes(binding.Required)}\n  ValueFromPipeline: {Yes(binding.FromPipeline)}\n  "
                + $"ValueFromPipelineByPropertyName: {Yes(binding.FromProperty)}\n  ValueFromRemainingArguments: "
                + $"false\n");
        }

        return block.Append("DontShow: false\nAcceptedValues: []\nHelpMessage: ''").ToString();
    }

    /// <summary>Returns the default value in a parameter's block, unchanged.</summary>
    public static string DefaultOf(HelpPart part) =>
        part.Lines.FirstOrDefault(line => line.StartsWith(DefaultKey, StringComparison.Ordinal))?[DefaultKey.Length..]
            ?? "''";

    private static string Title(CommandSurface command, ParameterSetSurface set)
    {
        bool marked = set.Name != CommandSurface.AllSets && set == command.Sets[0] && command.Sets.Count > 1;
        return marked ? $"{set.Name} (Default)" : set.Name;
    }

    private static string Yes(bool value) => value ? "true" : "false";
}
