using AlexNetPS.Models.Export;

namespace AlexNetPS.Reports.Cards;

/// <summary>PowerShell commands of a card.</summary>
internal static class CardCommands
{
    /// <summary>Returns the commands that load the file and predict.</summary>
    public static IEnumerable<string> Load(CardFacts facts)
    {
        yield return "# Install-PSResource AlexNetPS";
        bool isComplete = facts is { Format: ModelFileFormat.Safetensors, Names: TensorNames.Layers };
        yield return $"$model = Import-AlexNetModel {TrainingCommands.Quoted("./" + facts.FileName)}"
            + (isComplete ? "" : " -Recipe ./recipe.json -ClassNamePath ./class_indices.json");
        yield return "Get-AlexNetPrediction ./photo.jpg -Model $model";
    }

    /// <summary>Returns the commands that train the model again; empty if its training is not known.</summary>
    public static IEnumerable<string> Repeat(CardFacts facts)
    {
        if (facts.Dataset is not string dataset || facts.Seed is not ulong seed)
            yield break;
        foreach (string line in TrainingCommands.Of(dataset, facts.DatasetSha256, facts.Recipe, seed, "./recipe.json",
            facts.Run))
        {
            yield return line;
        }

        yield return $"$run | Export-AlexNetModel {TrainingCommands.Quoted("./" + facts.FileName)} -Card";
    }
}
