using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Training;

namespace Quickstart;

/// <summary>Rewrites one line on a terminal; if the output is redirected, writes only the epochs.</summary>
internal sealed class ConsoleProgress : IProgress<ImportProgress>, ITrainingObserver, IDisposable
{
    private static readonly long _pause = TimeSpan.FromMilliseconds(250).Ticks;

    private readonly object _gate = new();
    private long _next;
    private int _shown;

    public void Report(ImportProgress value) =>
        Show($"{value.Activity} {value.Done:N0} of {value.Total:N0}, {value.PerSecond:N0}/s, "
            + $"{Time(value.Remaining)} left");

    public void OnStep(TrainingProgress value) => Show(string.Create(CultureInfo.CurrentCulture,
        $"epoch {value.Epoch}/{value.Epochs} step {value.Step}/{value.Steps}  loss {value.Loss:0.000}  top-1 "
            + $"{value.Top1 * 100:0.0} %  {value.ImagesPerSecond:N0} images/s  {Time(value.Remaining)} left"));

    public void OnEpoch(EpochResult epoch)
    {
        Clear();
        Console.WriteLine(Tables.Row(epoch));
    }

    public void OnWarning(string message)
    {
        Clear();
        Console.WriteLine($"warning: {message}");
    }

    public void Clear()
    {
        lock (_gate)
        {
            if (_shown > 0)
                Console.Write($"\r{new string(' ', _shown)}\r");
            _shown = 0;
        }
    }

    public void Dispose() => Clear();

    private void Show(string line)
    {
        if (Console.IsOutputRedirected)
            return;
        lock (_gate)
        {
            long now = DateTime.UtcNow.Ticks;
            if (now < _next)
                return;
            _next = now + _pause;
            Console.Write($"\r{line.PadRight(_shown)}");
            _shown = line.Length;
        }
    }

    private static string Time(TimeSpan span) => span < TimeSpan.FromHours(1)
        ? $"{span:m\\:ss}"
        : $"{span:h\\:mm\\:ss}";
}
