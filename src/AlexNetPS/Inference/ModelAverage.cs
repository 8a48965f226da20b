using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Models;

namespace AlexNetPS.Inference;

/// <summary>What one or several models make of an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="LogProbabilities">Of the mean over models and crops, in the order of the first model's classes.</param>
internal readonly record struct ClassVote(ImageSource Image, double[] LogProbabilities);

/// <summary>
/// Runs images through several models and averages their probabilities, as the paper did with five and seven nets.
/// Each model sees an image through its own transforms. One result for each image, in input order; for one caller at
/// a time.
/// </summary>
internal sealed class ModelAverage : IDisposable
{
    private readonly List<Member> _members = [];
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);

    /// <param name="models">At least one; all with the same classes, in any order.</param>
    /// <param name="device">Device of an engine.</param>
    /// <param name="batchSize">Network inputs in one pass.</param>
    /// <param name="threads">Threads that load and compute; 0 for all processors.</param>
    /// <param name="precision">Numbers to compute in.</param>
    /// <exception cref="ArgumentException">The models know different classes.</exception>
    public ModelAverage(IReadOnlyList<AlexNetModel> models, string device, int batchSize, int threads,
        Engines.NetworkPrecision precision = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentOutOfRangeException.ThrowIfLessThan(models.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        int[][] orders = [.. models.Select(model => Order(models[0], model))];
        try
        {
            foreach ((int i, AlexNetModel model) in models.Index())
                _members.Add(new Member(model, orders[i], device, batchSize, threads, precision));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Takes an image; gives the results that are complete.</summary>
    public IReadOnlyList<ClassVote> Add(ImageSource image, Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        foreach (Member member in _members)
            member.Take(member.Runner.Add(image, Once(onError), cancellation));
        return Complete();
    }

    /// <summary>Gives the results of everything that was taken.</summary>
    public IReadOnlyList<ClassVote> Flush(Action<SkippedFile>? onError, CancellationToken cancellation)
    {
        foreach (Member member in _members)
            member.Take(member.Runner.Flush(Once(onError), cancellation));
        return Complete();
    }

    /// <summary>Results as they come.</summary>
    public IEnumerable<ClassVote> Run(IEnumerable<ImageSource> images, Action<SkippedFile>? onError,
        CancellationToken cancellation)
    {
        // A run that was left early may have left images behind.
        _failed.Clear();
        foreach (Member member in _members)
            member.Drop();
        foreach (ImageSource image in images)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (ClassVote vote in Add(image, onError, cancellation))
                yield return vote;
        }

        foreach (ClassVote vote in Flush(onError, cancellation))
            yield return vote;
    }

    public void Dispose()
    {
        foreach (Member member in _members)
            member.Dispose();
    }

    // A file that one model cannot take has no result, and is told of once.
    private Action<SkippedFile>? Once(Action<SkippedFile>? onError) => onError is null ? null : file =>
    {
        if (_failed.Add(file.Path) || _members.Count == 1)
            onError(file);
    };

    private List<ClassVote> Complete()
    {
        var complete = new List<ClassVote>();
        while (true)
        {
            foreach (Member member in _members)
                member.DropFailed(_failed);
            if (!_members.TrueForAll(member => member.Votes.Count > 0))
                return complete;
            ClassVote[] votes = [.. _members.Select(member => member.Votes.Dequeue())];
            complete.Add(
                votes[0] with { LogProbabilities = Softmax.LogMean([.. votes.Select(vote => vote.LogProbabilities)]) });
        }
    }

    private static int[] Order(AlexNetModel first, AlexNetModel model)
    {
        var places = model.Classes.Select((name, index) => (name, index))
            .ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        string? missing = first.Classes.FirstOrDefault(name => !places.ContainsKey(name));
        if (missing is not null || first.Classes.Count != model.Classes.Count)
        {
            throw new ArgumentException($"The models {first.Name} ({first.Classes.Count} classes) and {model.Name} "
                + $"({model.Classes.Count} classes) cannot be averaged: "
                + (missing is null ? "the second knows more classes." : $"the second does not know '{missing}'."));
        }

        return [.. first.Classes.Select(name => places[name])];
    }

    private sealed class Member : IDisposable
    {
        private readonly INetwork _network;
        private readonly int[] _order;

        public Member(AlexNetModel model, int[] order, string device, int batchSize, int threads,
            Engines.NetworkPrecision precision)
        {
            _order = order;
            var loader =
                new ImageLoader(model.Recipe.CreateEvaluationTransforms(model.Definition), model.Recipe.Preparation);
            _network = model.CreateNetwork(device, batchSize, threads, precision);
            Runner = new(loader, _network, order.Length, _network.Forward, Vote, threads);
        }

        public ImageRunner<ClassVote> Runner { get; }

        public Queue<ClassVote> Votes { get; } = new();

        public void Take(IEnumerable<ClassVote> votes)
        {
            foreach (ClassVote vote in votes)
                Votes.Enqueue(vote);
        }

        public void DropFailed(HashSet<string> failed)
        {
            while (Votes.TryPeek(out ClassVote vote) && failed.Contains(vote.Image.Path))
                Votes.Dequeue();
        }

        public void Drop()
        {
            foreach (ClassVote _ in Runner.Run([], null, CancellationToken.None))
            {
            }

            Votes.Clear();
        }

        public void Dispose()
        {
            Runner.Dispose();
            _network.Dispose();
        }

        private ClassVote Vote(ImageSource image, ReadOnlySpan<float> logits)
        {
            double[] logs = ViewAverage.LogProbabilities(logits, _order.Length);
            return new(image, [.. _order.Select(index => logs[index])]);
        }
    }
}
