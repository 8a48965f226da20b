using System.Globalization;

namespace AlexNetPS.Training.Sweeps;

/// <summary>
/// Successive halving (Jamieson and Talwalkar 2016): all settings are trained for a few epochs, the best of them
/// for a multiple, and so on. The runs keep schedules of their full length.
/// </summary>
/// <param name="ReductionFactor">One of this many settings goes on, at least 2; the epochs multiply by it.</param>
/// <param name="MinimumEpochs">Epochs of all settings, at least 1.</param>
public sealed record SuccessiveHalving(int ReductionFactor = 3, int MinimumEpochs = 1)
{
    /// <summary>Returns the numbers of epochs after which settings are compared; the last one is all.</summary>
    /// <exception cref="TrainingException">The factor or the epochs are too small, or there is nothing to
    /// compare before the end.</exception>
    internal IReadOnlyList<int> Rungs(int epochs)
    {
        if (ReductionFactor < 2)
            throw new TrainingException($"The reduction factor is {ReductionFactor}; it must be at least 2.");
        if (MinimumEpochs < 1)
            throw new TrainingException($"The minimum of epochs is {MinimumEpochs}; it must be at least 1.");
        if (MinimumEpochs >= epochs)
        {
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"Successive halving has nothing to prune: all settings are trained for {MinimumEpochs} epochs "
                + $"(-MinEpochs), and a run has {epochs} (-Epochs)."));
        }

        List<int> rungs = [];
        for (long rung = MinimumEpochs; rung < epochs; rung *= ReductionFactor)
            rungs.Add((int)rung);
        return [.. rungs, epochs];
    }

    /// <summary>Returns how many of a number of settings go on.</summary>
    internal int Kept(int settings) => Math.Max(1, settings / ReductionFactor);

    /// <summary>
    /// Returns the settings that go on, best first: by mean accuracy, then by lower mean loss, then in the order of the
    /// plan. Depends only on the scores, not on which run ended first. A setting without a score never goes on.
    /// </summary>
    internal IReadOnlyList<int> Survivors(IReadOnlyList<(int Setting, SweepScore? Score)> scores) =>
        [.. Ranked(scores).Take(Kept(scores.Count))];

    /// <summary>Returns the settings with a score, best first.</summary>
    internal static IEnumerable<int> Ranked(IEnumerable<(int Setting, SweepScore? Score)> scores) =>
        scores.Where(one => one.Score is not null).OrderByDescending(one => one.Score!.Value.Top1)
            .ThenBy(one => one.Score!.Value.Loss).ThenBy(one => one.Setting).Select(one => one.Setting);
}

/// <summary>Means by which settings are ranked.</summary>
/// <param name="Top1">Mean top-1 accuracy of the runs.</param>
/// <param name="Loss">Mean loss of the runs.</param>
internal readonly record struct SweepScore(double Top1, double Loss);
