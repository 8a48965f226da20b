using System.Numerics;
using System.Runtime.CompilerServices;

namespace AlexNetPS.Inference;

/// <summary>The most probable classes of an image without an object for each: 44 bytes.</summary>
internal readonly struct TopClasses
{
    /// <summary>Largest number of classes.</summary>
    public const int Limit = 5;

    private readonly Slots<int> _classes;
    private readonly Slots<float> _probabilities;
    private readonly int _count;

    private TopClasses(Slots<int> classes, Slots<float> probabilities, int count) =>
        (_classes, _probabilities, _count) = (classes, probabilities, count);

    /// <summary>Finds the most probable classes; of equal scores the first, and what is not a number last.</summary>
    /// <param name="scores">A score of each class.</param>
    /// <param name="logSum">What is taken from a score to make it the logarithm of a probability.</param>
    public static TopClasses Of<T>(ReadOnlySpan<T> scores, double logSum)
        where T : IFloatingPointIeee754<T>
    {
        int count = Math.Min(Limit, scores.Length), found = 0;
        Slots<int> classes = default;
        Slots<float> probabilities = default;
        for (int i = 0; i < scores.Length; i++)
        {
            int place = found;
            while (place > 0 && Metrics.Beats(scores[i], scores[classes[place - 1]]))
                place--;
            if (place >= count)
                continue;
            found = Math.Min(found + 1, count);
            for (int next = found - 1; next > place; next--)
                classes[next] = classes[next - 1];
            classes[place] = i;
        }

        for (int i = 0; i < count; i++)
            probabilities[i] = (float)Math.Exp(double.CreateTruncating(scores[classes[i]]) - logSum);
        return new(classes, probabilities, count);
    }

    /// <summary>Returns the classes by descending probability.</summary>
    /// <param name="names">Names of all classes of the model.</param>
    public ClassProbability[] ToProbabilities(IReadOnlyList<string> names)
    {
        var top = new ClassProbability[_count];
        for (int i = 0; i < top.Length; i++)
            top[i] = new(i + 1, names[_classes[i]], _classes[i], _probabilities[i]);
        return top;
    }

    [InlineArray(Limit)]
    private struct Slots<T>
    {
        private T _first;
    }
}
