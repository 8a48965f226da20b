using System.Globalization;
using System.Text.Json;
using AlexNetPS.Formats.Files;
using AlexNetPS.Models;
using AlexNetPS.Models.Export;
using AlexNetPS.Recipes;
using AlexNetPS.Reports.Manifests;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Reports.Cards;

/// <summary>
/// Exports a model with its card: next to the file README.md, recipe.json and class_indices.json, and manifest.json
/// that lists every file of the folder.
/// </summary>
public sealed class CardFolder
{
    private const string ReadmeName = "README.md", RecipeName = "recipe.json", ClassesName = "class_indices.json";

    private static readonly string[] _names = [ReadmeName, RecipeName, ClassesName, FolderManifest.FileName];

    private readonly string _file, _folder;

    /// <param name="file">Path of the model file.</param>
    /// <exception cref="ArgumentException">The model file has the name of one of the others.</exception>
    public CardFolder(string file)
    {
        _file = Path.GetFullPath(file);
        _folder = Path.GetDirectoryName(_file)!;
        if (_names.Contains(Path.GetFileName(_file), StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{_file}' is the name of a file that belongs to the card; use another for "
                + "the model.", nameof(file));
        }
    }

    /// <summary>Full paths of the files of the card.</summary>
    public IReadOnlyList<string> Paths => [.. _names.Select(name => Path.Combine(_folder, name))];

    /// <summary>
    /// Returns the files of a card that exist and would be lost: those that no export has written, or that were changed
    /// since.
    /// </summary>
    /// <param name="cancellation">Cancels the reading.</param>
    public IReadOnlyList<string> FindForeign(CancellationToken cancellation = default)
    {
        string[] existing = [.. Paths.Where(path => Path.Exists(path))];
        if (existing.Length == 0)
            return [];
        Dictionary<string, string> listed = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            string manifest = Path.Combine(_folder, FolderManifest.FileName);
            foreach (ManifestFile file in ManifestReader.Read(manifest).Files)
                listed.Add(file.Path, file.Sha256);
            listed.Add(FolderManifest.FileName, "");
        }
        catch (ManifestException)
        {
            // Somebody else's: manifest.json is a common name.
        }

        return [.. existing.Where(path => !listed.TryGetValue(Path.GetFileName(path), out string? sha256)
            || sha256.Length > 0 && !sha256.Equals(FileHash.Of(path, null, cancellation).Sha256,
                StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Writes model and card. Every file is written aside and renamed; manifest.json is the last.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">The run that trained it; null if it comes from a file.</param>
    /// <param name="format">Format of the model file; null derives it from the extension.</param>
    /// <param name="names">Tensor names.</param>
    /// <param name="options">License and evaluations.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <param name="cancellation">Cancels before the next file.</param>
    /// <exception cref="ManifestException">The folder has files that cannot be listed, or too many.</exception>
    /// <exception cref="ArgumentException">An evaluation is of another model, or the extension is not that of a
    /// format.</exception>
    public void Export(AlexNetModel model, TrainingRun? run, ModelFileFormat? format, TensorNames names,
        CardOptions options, Action<string>? warn = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ModelFileFormat written = format ?? ModelExport.FormatOf(_file);
        EvaluatedModel.Require(model, options.Evaluations, warn, cancellation);
        ManifestFiles.Require(_folder, cancellation);
        var facts = new CardFacts
        {
            Model = model,
            Run = run,
            FileName = Path.GetFileName(_file),
            Format = written,
            Names = ModelExport.NamesOf(model, written, names),
            Options = options,
            Metrics = CardMetrics.Of(model, run, options.Evaluations),
        };
        model.Export(_file, written, names, warn);
        cancellation.ThrowIfCancellationRequested();
        var json = new JsonSerializerOptions(RecipeFile.Json) { NewLine = "\n" };
        WriteText(RecipeName, JsonSerializer.Serialize(facts.Recipe, json) + "\n");
        WriteText(ClassesName, JsonSerializer.Serialize(model.Classes.Index().ToDictionary(
            one => one.Index.ToString(CultureInfo.InvariantCulture), one => one.Item), json) + "\n");
        WriteText(ReadmeName, ModelCard.Of(facts));
        Describe(facts, ManifestFiles.Of(_folder, cancellation)).Write(Path.Combine(_folder, FolderManifest.FileName));
    }

    private static FolderManifest Describe(CardFacts facts, IReadOnlyList<ManifestFile> files) => new()
    {
        Format = FolderManifest.FormatName,
        FormatVersion = FolderManifest.LatestFormat,
        Module = ManifestModule.Current,
        Model = new()
        {
            Name = facts.Model.Name,
            WeightsSha256 = facts.Model.HashWeights(),
            RecipeSha256 = facts.HashRecipe(),
            Seed = facts.Seed,
            TrainedBy = facts.Run?.Manifest.Environment.Version,
        },
        Dataset = facts.Dataset is string name ? new() { Name = name, Sha256 = facts.DatasetSha256 } : null,
        Machine = facts.Run?.Manifest.Environment is RunEnvironment environment
            ? new()
            {
                OperatingSystem = environment.OperatingSystem,
                Runtime = environment.Runtime,
                Engine = environment.Engine,
                Device = environment.Device,
                DeviceDescription = environment.DeviceDescription,
                Processors = environment.Processors,
            }
            : null,
        Files = files,
    };

    private void WriteText(string name, string text) =>
        FileReplacement.WriteText(Path.Combine(_folder, name), writer => writer.Write(text));
}
