using System.Text;
using System.Text.Json;
using AlexNetPS.Recipes;
using AlexNetPS.Training;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>run.json, opened, diagnosed and compared as the cmdlets do.</summary>
internal static class RunTarget
{
    private static readonly Lazy<string[]> _texts = new(() =>
        [.. RecipeFile.Names.Take(4).SelectMany(name => Enum.GetValues<RunStatus>().Select(status => Text(name, status)))]);

    public static FuzzTarget Target { get; } = new("run", typeof(TrainingException))
    {
        Seeds = _ => _texts.Value.Select(Encoding.UTF8.GetBytes),
        Read = static (input, folder) =>
        {
            string other = Path.Combine(folder, "other");
            folder = Directory.CreateDirectory(Path.Combine(folder, "run")).FullName;
            if (!TrainingRun.IsRun(other))
            {
                Directory.CreateDirectory(other);
                File.WriteAllText(Path.Combine(other, TrainingRun.FileName), _texts.Value[0]);
            }

            File.WriteAllBytes(Path.Combine(folder, TrainingRun.FileName), input);
            var run = TrainingRun.Open(folder);
            foreach (System.Reflection.PropertyInfo property in typeof(TrainingRun).GetProperties())
                property.GetValue(run)?.ToString();
            run.Diagnose();
            RunComparison.Of([run, TrainingRun.Open(other)]);
        },
        Delimiters = "{}[],:\"",
        Words = Fixtures.Quoted(_texts.Value),
    };

    private static string Text(string recipe, RunStatus status) => JsonSerializer.Serialize(new RunManifest
    {
        Name = recipe,
        Tags = ["a", "b"],
        Status = status,
        Recipe = RecipeFile.Get(recipe),
        Seed = 1,
        FirstLoss = 1.5,
        Dataset = new()
        {
            Name = "set",
            SourcePath = "/set",
            Classes = ["a", "b", "c"],
            Train = 9,
            Validation = 3,
            Fingerprint = new string('6', 64),
            Sha256 = new string('6', 64),
        },
        Environment = new()
        {
            Version = "0.1.0",
            Runtime = ".NET",
            OperatingSystem = "Linux",
            Machine = "m",
            Processors = 2,
            Device = "cpu",
            DeviceDescription = "cpu",
        },
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 10,
        Epochs =
        [
            .. Enumerable.Range(1, 3).Select(epoch => new EpochResult
            {
                Epoch = epoch, TrainLoss = 2.0 / epoch, TrainTop1 = 0.3, ValidationLoss = 1, ValidationTop1 = 0.3 * epoch,
                ValidationTop5 = 1, LearningRate = 0.01, Seconds = 3, ImagesPerSecond = 3, DeadUnits = 0.1, DeadLayer = "relu1",
                IsBest = epoch == 3,
            }),
        ],
    }, RecipeFile.Json);
}
