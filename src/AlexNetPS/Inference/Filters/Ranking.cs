using AlexNetPS.Datasets;

namespace AlexNetPS.Inference.Filters;

/// <summary>A place in an image where a filter has a value.</summary>
/// <param name="Sample">The image.</param>
/// <param name="View">Index of the crop.</param>
/// <param name="Position">Index in the plane of the filter.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Excitation(ImageSample Sample, int View, int Position, float Value);

/// <summary>The strongest excitations of a filter, one for each image. Of equal ones the first is kept.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class Ranking(int most)
{
    private readonly List<Excitation> _found = new(most + 1);

    /// <summary>The excitations, the strongest first.</summary>
    public IReadOnlyList<Excitation> Found => _found;

    /// <summary>Takes the strongest of the values of an image, if it is above 0 and among the strongest.</summary>
    /// <param name="sample">The image.</param>
    /// <param name="values">[views, length].</param>
    /// <param name="start">First value of the filter in a view.</param>
    /// <param name="count">Number of values of the filter.</param>
    /// <param name="length">Values of a view.</param>
    public void Add(ImageSample sample, ReadOnlySpan<float> values, int start, int count, int length)
    {
        Excitation best = default;
        for (int view = 0; view * length < values.Length; view++)
        {
            ReadOnlySpan<float> plane = values.Slice(view * length + start, count);
            for (int i = 0; i < plane.Length; i++)
            {
                if (plane[i] > best.Value)
                    best = new(sample, view, i, plane[i]);
            }
        }

        if (best.Value <= 0 || (_found.Count == most && best.Value <= _found[^1].Value))
            return;
        int place = _found.FindIndex(other => other.Value < best.Value);
        _found.Insert(place < 0 ? _found.Count : place, best);
        if (_found.Count > most)
            _found.RemoveAt(most);
    }
}
