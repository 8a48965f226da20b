using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Models.Export;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Cards;

/// <summary>PowerShell commands of a card.</summary>
internal static class CardCommands
{
    /// <summary>Returns the commands that load the file and predict.</summary>
    public static IEnumerable<string> Load(CardFacts facts)
    {
        yield return "# Install-PSResource AlexNetPS";
        bool isComplete = facts is { Format: ModelFileFormat.Safetensors, Names: TensorNames.Layers };
        yield return $"$model = Import-AlexNetModel {Quoted("./" + facts.FileName)}"
            + (isComplete ? "" : " -Recipe ./recipe.json -ClassNamePath ./class_indices.json");
        yield return "Get-AlexNetPrediction ./photo.jpg -Model $model";
    }

    /// <summary>Returns the commands that train the model again; empty if its training is not known.</summary>
    public static IEnumerable<string> Repeat(CardFacts facts)
    {
        if (facts.Dataset is not string dataset || facts.Seed is not ulong seed)
            yield break;
        yield return $"$dataset = Import-ImageNetFolder {Quoted("./" + dataset)} {facts.Recipe.Preparation}";
        if (facts.DatasetSha256 is string hash)
            yield return $"$dataset.Sha256 -eq '{hash}'  # True: the same images, labels and splits";
        TrainingRun? run = facts.Run;
        string input = "$dataset";
        if (run?.Fold is DatasetFold fold)
        {
            yield return $"$fold = {ResumeCommand.Of(fold, "$dataset")}";
            input = "$fold";
        }

        string command = string.Create(CultureInfo.InvariantCulture,
            $"$run = {input} | Invoke-AlexNetTraining -Recipe ./recipe.json -Seed {seed}");
        if (run?.LimitBatches is int limit)
            command += string.Create(CultureInfo.InvariantCulture, $" -LimitBatches {limit}");
        if (run?.InitialModel is string initial)
            command += $" -InitialModel {Quoted(FileNameOf(initial))}";
        if (run?.Device is { } device and not ("cpu" or ""))
            command += $" -Device {Quoted(device)}";
        yield return command;
        yield return $"$run | Export-AlexNetModel {Quoted("./" + facts.FileName)} -Card";
    }

    // A path of the machine that trained is nobody else's business.
    private static string FileNameOf(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    // PowerShell takes typographic quotation marks for plain ones.
    private static string Quoted(string text)
    {
        text = CardText.OneLine(text);
        foreach (char quote in "'\u2018\u2019\u201A\u201B")
            text = text.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal);
        return $"'{text}'";
    }
}
