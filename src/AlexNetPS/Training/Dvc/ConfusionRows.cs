using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlexNetPS.Inference;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Dvc;

/// <summary>
/// confusion_matrix.json: a row for each image with its actual and its predicted class, sorted by both.
/// </summary>
internal static class ConfusionRows
{
    private static readonly JsonSerializerOptions _json = new(RecipeFile.Json) { WriteIndented = false };

    /// <summary>Returns the text of the file.</summary>
    public static string Of(ConfusionMatrix matrix, IReadOnlyList<string> classes)
    {
        var text = new StringBuilder("[");
        for (int actual = 0; actual < matrix.Count; actual++)
        {
            for (int predicted = 0; predicted < matrix.Count; predicted++)
            {
                if (matrix[actual, predicted] == 0)
                    continue;
                string row = new JsonObject { ["actual"] = classes[actual], ["predicted"] = classes[predicted] }
                    .ToJsonString(_json);
                for (int i = 0; i < matrix[actual, predicted]; i++)
                    text.Append(text.Length == 1 ? "\n" : ",\n").Append(row);
            }
        }

        return text.Append("\n]\n").ToString();
    }
}
