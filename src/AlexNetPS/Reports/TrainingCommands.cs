using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports;

/// <summary>PowerShell commands that train a model again.</summary>
internal static class TrainingCommands
{
    /// <summary>Returns the commands, which end with the run in $run.</summary>
    /// <param name="dataset">Name of the dataset's folder.</param>
    /// <param name="sha256">SHA-256 of the dataset; null if unknown.</param>
    /// <param name="recipe">The recipe, which knows how images are prepared.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="argument">The argument of -Recipe.</param>
    /// <param name="run">The run; null if only its model is known.</param>
    public static IEnumerable<string> Of(string dataset, string? sha256, Recipe recipe, ulong seed, string argument,
        TrainingRun? run)
    {
        yield return $"$dataset = Import-ImageNetFolder {Quoted("./" + dataset)} {recipe.Preparation}";
        if (sha256 is string hash)
            yield return $"$dataset.Sha256 -eq '{hash}'  # True: the same images, labels and splits";
        string input = "$dataset";
        if (run?.Fold is DatasetFold fold)
        {
            yield return $"$fold = {ResumeCommand.Of(fold, "$dataset")}";
            input = "$fold";
        }

        string command = string.Create(CultureInfo.InvariantCulture,
            $"$run = {input} | Invoke-AlexNetTraining -Recipe {argument} -Seed {seed}");
        if (run?.LimitBatches is int limit)
            command += string.Create(CultureInfo.InvariantCulture, $" -LimitBatches {limit}");
        if (run?.InitialModel is string initial)
            command += $" -InitialModel {Quoted(FileNameOf(initial))}";
        if ((run?.Manifest.Session.Device ?? run?.Device) is { } device and not ("cpu" or ""))
            command += $" -Device {Quoted(device)}";
        if (run?.Manifest.Session.Precision is { } precision and not NetworkPrecision.Float32)
            command += $" -Precision {precision}";
        if (run?.Manifest.Session.Convolution is { } convolution and not ConvolutionAlgorithm.Auto)
            command += $" -Convolution {convolution}";
        yield return command;
    }

    /// <summary>Returns a text of one line in single quotation marks.</summary>
    /// <remarks>PowerShell takes typographic quotation marks for plain ones.</remarks>
    public static string Quoted(string text)
    {
        text = TerminalText.Of(text.ReplaceLineEndings(" ").Replace('\t', ' '));
        foreach (char quote in "'\u2018\u2019\u201A\u201B")
            text = text.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal);
        return $"'{text}'";
    }

    // A path of the machine that trained is nobody else's business.
    private static string FileNameOf(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
}
