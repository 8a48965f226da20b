using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets;

/// <summary>Which images of a folder, list or archive are taken. Default: all.</summary>
/// <remarks>
/// Patterns have PowerShell's wildcards (*, ?, [a-z]) and are matched with the file name, or with the path relative to
/// the dataset folder, written with '/', if they contain a '/'. Case does not count.
/// The numbers take images by a position that is drawn from the seed and the path of each image alone: images that are
/// added later keep the others, but for those whose place they take.
/// </remarks>
public sealed record ImageSelection
{
    /// <summary>Patterns, one of which must match; empty for any name.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns, none of which may match.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// Maximum number of images; 0 for all. The classes give one image each in turn, a training image first, so that
    /// few images still have all classes.
    /// </summary>
    public int First { get; init; }

    /// <summary>
    /// Maximum number of images of each class, and of each of its splits if the source has splits; 0 for all.
    /// </summary>
    public int MaximumPerClass { get; init; }

    /// <summary>Whether all images are taken.</summary>
    [JsonIgnore]
    public bool IsAll => Include.Count == 0 && Exclude.Count == 0 && First == 0 && MaximumPerClass == 0;

    /// <summary>Text that is equal for the same selection.</summary>
    internal string Identity => JsonSerializer.Serialize(this);

    /// <summary>Returns a function that tells whether the patterns allow a path.</summary>
    /// <returns>Takes a path relative to the folder, with '/'.</returns>
    /// <exception cref="ArgumentException">A pattern has a bracket that is not closed.</exception>
    public Func<string, bool> Names()
    {
        (Regex Regex, bool OfPath)[] include = Compile(Include), exclude = Compile(Exclude);
        return path =>
        {
            string name = NameOf(path);
            return (include.Length == 0 || Array.Exists(include, Matches)) && !Array.Exists(exclude, Matches);

            bool Matches((Regex Regex, bool OfPath) pattern) => pattern.Regex.IsMatch(pattern.OfPath ? path : name);
        };
    }

    /// <summary>The parameters that select these images; empty for all.</summary>
    public override string ToString() => string.Join(' ', ((string?[])
    [
        Include.Count > 0 ? $"-Include {string.Join(", ", Include)}" : null,
        Exclude.Count > 0 ? $"-Exclude {string.Join(", ", Exclude)}" : null,
        First > 0 ? $"-First {First}" : null,
        MaximumPerClass > 0 ? $"-MaxPerClass {MaximumPerClass}" : null,
    ]).OfType<string>());

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(First);
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumPerClass);
        Names();
    }

    // In an archive that is the name of the member.
    private static string NameOf(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        int member = name.IndexOf(".tar#", StringComparison.OrdinalIgnoreCase);
        return member < 0 ? name : name[(member + ".tar#".Length)..];
    }

    private static (Regex Regex, bool OfPath)[] Compile(IReadOnlyList<string> patterns) =>
        [.. patterns.Select(pattern => pattern.Replace('\\', '/'))
            .Select(pattern => (Wildcards.ToRegex(pattern), pattern.Contains('/', StringComparison.Ordinal)))];
}
