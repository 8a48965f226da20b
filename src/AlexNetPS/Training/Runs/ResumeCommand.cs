using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Ranks;
using AlexNetPS.Training.Curves;

namespace AlexNetPS.Training.Runs;

/// <summary>The PowerShell command that resumes a run.</summary>
internal static class ResumeCommand
{
    /// <summary>
    /// Returns the command, with what the run does not keep: dataset, device and other settings of the session.
    /// </summary>
    public static string Of(RunFolder folder, RunManifest manifest)
    {
        RunSession session = manifest.Session;
        // A subset, or a dataset without a store, has no path.
        string? store = session.StorePath is string path ? Quoted(path) : null;
        string command = manifest.Dataset.Fold is { } fold
            ? $"{Of(fold, store ?? "$dataset")} | Invoke-AlexNetTraining"
            : store is null ? "$dataset | Invoke-AlexNetTraining" : $"Invoke-AlexNetTraining {store}";
        command += $" -RunPath {Quoted(folder.Path)} -Resume";
        if (manifest.InitialModel is string initial && !File.Exists(folder.LastPath))
            command += $" -InitialModel {Quoted(initial)}";
        string device = session.Device ?? manifest.Environment.Device;
        if (device is not ("cpu" or ""))
            command += $" -Device {Quoted(device)}";
        if (session.Precision != NetworkPrecision.Float32)
            command += $" -Precision {session.Precision}";
        if (session.Convolution != ConvolutionAlgorithm.Auto)
            command += $" -Convolution {session.Convolution}";
        if (session.Parallelism != Parallelism.Data)
            command += $" -Parallelism {session.Parallelism}";
        if (session.GradientSum != GradientSum.Float32)
            command += $" -GradientSum {session.GradientSum}";
        if (session.Threads > 0)
            command += $" -Threads {session.Threads}";
        if (session.TensorBoard != TensorBoardDetail.Histograms)
            command += $" -TensorBoard {session.TensorBoard}";
        if (session.Dvc)
            command += " -Dvc";
        return session.Ranks == 1 ? command : $"{command} # started by mpiexec or srun with {session.Ranks} processes";
    }

    /// <summary>Returns the command that makes a fold again.</summary>
    public static string Of(DatasetFold fold, string dataset)
    {
        string command = string.Create(CultureInfo.InvariantCulture,
            $"New-ImageNetFold {dataset} -Count {fold.Count} -Seed {fold.Seed} -Fold {fold.Number}");
        if (fold.GroupColumn is string column)
            command += $" -GroupColumn {Quoted(column)}";
        if (fold.GroupPattern is string pattern)
            command += $" -GroupPattern {Quoted(pattern)}";
        return command;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
