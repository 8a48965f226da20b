using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Ranks;
using AlexNetPS.Recipes;
using AlexNetPS.Training.Runs;

namespace AlexNetPS.Training.Distributed;

/// <summary>The training of a rank other than 0: it computes, and writes nothing.</summary>
internal static class FollowedTraining
{
    /// <summary>Trains as rank 0 says.</summary>
    /// <returns>The run as rank 0 has recorded it.</returns>
    /// <exception cref="RanksException">Another rank failed.</exception>
    public static TrainingRun Run(ImageNetDataset dataset, TrainingOptions options, Func<string, IEngine> engines,
        RunRanks ranks, CancellationToken cancellation)
    {
        RunAnnouncement announced = ranks.FromFirst<RunAnnouncement>();
        if (announced.Failure is string failure)
            throw RankMessages.Failed(0, failure);
        var folder = new RunFolder(announced.Path!);
        RunManifest manifest = announced.Run!;
        if (!announced.Trains)
            return new(folder, manifest);
        // What the run has and this process may not know, as when its folder is on another node.
        options = RankResources.WithThreads(options) with
        {
            Seed = manifest.Seed,
            LimitBatches = manifest.LimitBatches,
            Precision = manifest.Session.Precision,
            Convolution = manifest.Session.Convolution,
            Parallelism = manifest.Session.Parallelism,
            GradientSum = manifest.Session.GradientSum,
        };
        IEngine? engine = null;
        NetworkDefinition? definition = null;
        ranks.Agree(() =>
        {
            RequireVersion(manifest.Environment.Version);
            if (options.DividesBatches)
                SameImages.Require(manifest.Dataset, dataset, cancellation);
            engine = engines(options.Device);
            definition = manifest.Recipe.BuildNetwork(manifest.Dataset.Classes.Count);
            if (options.DividesLayers)
                RequireInstructionSet(announced.InstructionSet, EngineDevice.Of(engine, options.Device).InstructionSet);
        });
        (INetwork created, Recipe recipe) = FittingNetwork.Create(engine!, definition!, manifest.Recipe, options, ranks,
            announced.MayShrink);
        using INetwork network = created;
        return ranks.Train(() =>
        {
            if (options.DividesLayers)
            {
                new NetworkFollower(network, options.Ranks!).Run(cancellation);
                return new TrainingRun(folder, ranks.FromFirst<RunManifest>());
            }

            using var loop = new TrainingLoop(dataset, options, recipe, network, ranks, [new FollowerCheck()]);
            loop.Restore(null);
            if (!ranks.FromFirst<bool>())
                loop.Run(() => false, () => 0, () => cancellation.IsCancellationRequested, cancellation);
            return new TrainingRun(folder, ranks.FromFirst<RunManifest>());
        });
    }

    private static void RequireVersion(string first)
    {
        string own = RunEnvironment.Of(new EngineDevice("", "", "")).Version;
        if (own != first)
        {
            throw new TrainingException($"This rank has AlexNetPS {own}, and rank 0 has {first}. Install the same version "
                + "on all nodes.");
        }
    }

    // Layers that all ranks compute must have the same bits on all of them.
    private static void RequireInstructionSet(string? first, string? own)
    {
        if (own != first)
        {
            throw new TrainingException($"This rank computes with {own}, and rank 0 with {first}. Layers can be divided "
                + "among processors with the same instructions only; DOTNET_EnableAVX512=0 in the environment of all ranks "
                + "takes AVX2 everywhere.");
        }
    }

    /// <summary>Ends with rank 0, which says why.</summary>
    private sealed class FollowerCheck : ITrainingListener
    {
        public void CheckLoss(TrainingState state, double loss, int step, double rate)
        {
            if (!double.IsFinite(loss))
                throw new TrainingException($"The loss is {loss}; see rank 0.") { IsOnAllRanks = true };
        }
    }
}
