using AlexNetPS.Formats.Files;

namespace AlexNetPS.Training.Dvc;

/// <summary>
/// Where a run has its files for DVC: the layout of DVCLive in the run's folder. Paths in dvc.yaml are relative to it.
/// </summary>
/// <param name="run">Path of the run's folder.</param>
internal sealed class DvcFolder(string run)
{
    /// <summary>The folder of DVCLive.</summary>
    public const string Name = "dvclive";

    // The curve of every step of a long run.
    public const long MaximumBytes = 1 << 28;

    public const string FileName = "dvc.yaml", Metrics = $"{Name}/metrics.json", Parameters = $"{Name}/params.yaml",
        ConfusionMatrix = $"{Name}/plots/sklearn/confusion_matrix.json";

    private const string Curves = $"{Name}/plots/metrics";

    public string FilePath => Of(FileName);

    public string MetricsPath => Of(Metrics);

    public string ParametersPath => Of(Parameters);

    public string ConfusionMatrixPath => Of(ConfusionMatrix);

    /// <summary>Path of a curve's table, relative to the run's folder.</summary>
    public static string CurveOf(string name) => $"{Curves}/{name}.tsv";

    public string Of(string relative) => Path.Combine(run, relative.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>
    /// Whether an entry of the run's folder is there without a run: Git checks out what describes a run, not its
    /// weights.
    /// </summary>
    public static bool IsDescription(string entry) => Path.GetFileName(entry) is Name or FileName or ".gitignore";

    /// <summary>Creates the folders, and deletes what killed processes have left in them.</summary>
    public void Create()
    {
        foreach (string file in (string[])[Metrics, ConfusionMatrix, CurveOf("train/loss"), CurveOf("val/loss"),
            CurveOf("steps/loss")])
        {
            string folder = Path.GetDirectoryName(Of(file))!;
            Directory.CreateDirectory(folder);
            TemporaryName.DeleteFiles(folder);
        }
    }

    /// <summary>Replaces a file, unless it has the text already: what did not change keeps its time.</summary>
    public static void Write(string path, string text)
    {
        if (!Holds(path, text))
            FileReplacement.WriteText(path, writer => writer.Write(text));
    }

    public static bool Holds(string path, string text) => File.Exists(path)
        && InputFile.ReadText(path, MaximumBytes) == text;
}
