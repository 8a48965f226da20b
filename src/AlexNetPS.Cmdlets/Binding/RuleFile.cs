using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.Json.Nodes;
using AlexNetPS.Inference.Gates;
using AlexNetPS.Recipes;
using AlexNetPS.Recipes.Changes;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Files of rules: .json, or .psd1 in PowerShell's language of data files, of which nothing runs.</summary>
internal static class RuleFile
{
    /// <summary>Reads rules.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="GateRulesException">It holds no such rules; the message names file and field.</exception>
    public static GateRules Read(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => GateRules.Load(path),
        ".psd1" => GateRules.Load(path, Table),
        _ => throw new GateRulesException($"'{path}' is no file of rules: its name ends with neither .psd1 nor .json."),
    };

    private static JsonObject Table(string text)
    {
        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        if (errors.Length > 0)
            throw new FormatException($"line {errors[0].Extent.StartLineNumber}: {errors[0].Message}");
        if (script is not
            { ParamBlock: null, BeginBlock: null, ProcessBlock: null, EndBlock.Statements: [PipelineAst line] }
            || line.GetPureExpression() is not HashtableAst table)
        {
            throw new FormatException("one table is needed, @{ minTop1 = 0.8; baseline = './baseline.json' }");
        }

        try
        {
            return SettingValue.Table((IDictionary)table.SafeGetValue(), "", SettingTable.Unwrap);
        }
        catch (Exception e) when (e is InvalidOperationException or RecipeException or RuntimeException)
        {
            throw new FormatException(
                $"only numbers and texts are allowed, nothing that runs ({e.Message.TrimEnd('.')})", e);
        }
    }
}
