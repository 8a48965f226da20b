using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Json;
using AlexNetPS.Formats.Text;
using AlexNetPS.Recipes;

namespace AlexNetPS.Training.Runs;

/// <summary>
/// Reads run.json. A run folder may be untrusted, so everything is checked as in a model file: the network must be
/// defined in the file or be a known preset, because a run must not choose another file to be read.
/// </summary>
internal static class RunManifestReader
{
    // A mean image takes about a megabyte, an epoch some hundred bytes.
    private const long MaximumBytes = 64 << 20;

    private const int ProblemsShown = 20;

    /// <summary>Reads and checks a run.json.</summary>
    /// <exception cref="FormatException">The file cannot be used; the message lists the problems by field.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static RunManifest Read(string path)
    {
        string json = InputFile.ReadText(path, MaximumBytes);
        try
        {
            using (var document = JsonDocument.Parse(json))
            {
                RejectNewer(document.RootElement);
                ThrowIfAny(JsonShape.Problems(document.RootElement, typeof(RunManifest), RecipeFile.Json));
            }

            RunManifest manifest = JsonSerializer.Deserialize<RunManifest>(json, RecipeFile.Json)
                ?? throw new FormatException("it holds null instead of a run");
            ThrowIfAny(Problems(manifest));
            // What was written freely is shown in tables.
            return manifest with
            {
                Name = TerminalText.OfLine(manifest.Name),
                Dataset = manifest.Dataset with
                {
                    Name = TerminalText.OfLine(manifest.Dataset.Name),
                    Classes = [.. manifest.Dataset.Classes.Select(TerminalText.OfLine)],
                },
                Tags = [.. manifest.Tags.Select(TerminalText.OfLine)],
                Note = manifest.Note is null ? null : TerminalText.Of(manifest.Note),
                StopReason = manifest.StopReason is null ? null : TerminalText.Of(manifest.StopReason),
            };
        }
        catch (Exception e) when (e is Networks.NetworkDefinitionException || JsonShape.IsInputError(e))
        {
            throw new FormatException(JsonShape.Reason(e).TrimEnd('.'), e);
        }
    }

    // Checked first: a newer format may have unknown fields.
    private static void RejectNewer(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("formatVersion", out JsonElement written)
            && written.ValueKind == JsonValueKind.Number
            && written.TryGetInt32(out int version) && version > RunManifest.LatestFormat)
        {
            throw new FormatException(
                $"it was written by a newer AlexNetPS (format {version}, known is {RunManifest.LatestFormat})");
        }
    }

    private static IEnumerable<string> Problems(RunManifest manifest)
    {
        if (manifest.FormatVersion < 1)
            yield return $"formatVersion: {manifest.FormatVersion} is below 1";
        if (string.IsNullOrWhiteSpace(manifest.Name))
            yield return "name: is empty";
        if (manifest.LimitBatches < 1)
            yield return $"limitBatches: {manifest.LimitBatches} is below 1";
        if (!(manifest.Seconds >= 0 && manifest.Seconds < TimeSpan.MaxValue.TotalSeconds))
            yield return $"seconds: {manifest.Seconds} is not a duration";
        if (manifest.Session.Ranks < 1)
            yield return $"session.ranks: {manifest.Session.Ranks} is below 1";
        if (manifest.Dataset.Classes.Count < 2)
            yield return $"dataset.classes: {manifest.Dataset.Classes.Count}; a run has at least two classes";
        if (manifest.Dataset.Train < 1)
            yield return $"dataset.train: {manifest.Dataset.Train} is below 1";
        if (manifest.Dataset.Validation < 0)
            yield return $"dataset.validation: {manifest.Dataset.Validation} is below 0";
        if (manifest.Dataset.Fold is { } fold && (fold.Count < 2 || fold.Number < 1 || fold.Number > fold.Count))
            yield return $"dataset.fold: {fold} is no fold of several";
        for (int i = 0; i < manifest.Epochs.Count; i++)
        {
            if (manifest.Epochs[i].Epoch != i + 1)
                yield return $"epochs[{i}].epoch: is {manifest.Epochs[i].Epoch}, expected {i + 1}";
        }

        if (manifest.Recipe.Architecture.IsPath)
        {
            yield return $"recipe.architecture: '{manifest.Recipe.Architecture.Name}' is another file; a run contains "
                + "its network itself, or the name of a known one";
            yield break;
        }

        foreach (string problem in RecipeValidation.Problems(manifest.Recipe))
            yield return $"recipe.{problem}";
    }

    private static void ThrowIfAny(IEnumerable<string> problems)
    {
        string[] found = [.. problems.Take(ProblemsShown + 1)];
        if (found.Length == 1)
            throw new FormatException(found[0].Trim(' ', ':', '.'));
        if (found.Length > 1)
        {
            string shown = string.Join("\n  ", found.Take(ProblemsShown));
            string more = found.Length > ProblemsShown ? "\n  and more" : "";
            throw new FormatException($"several fields are wrong.\n  {shown}{more}");
        }
    }
}
