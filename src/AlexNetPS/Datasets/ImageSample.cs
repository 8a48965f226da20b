namespace AlexNetPS.Datasets;

/// <summary>One picture of a dataset.</summary>
/// <param name="Index">Position in the prepared store; keys the random numbers of its augmentation.</param>
/// <param name="Path">Full path of the file, or "archive#member" for a picture inside one.</param>
/// <param name="Label">Class index.</param>
/// <param name="ClassName">Class name.</param>
public sealed record ImageSample(int Index, string Path, int Label, string ClassName)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>A class of a dataset.</summary>
/// <param name="Index">The label.</param>
/// <param name="Name">Folder name or synset.</param>
/// <param name="Train">Training pictures.</param>
/// <param name="Validation">Validation pictures.</param>
/// <param name="Test">Test pictures.</param>
/// <param name="Description">Readable name, where a table gives one ("tench" for n01440764).</param>
public sealed record ImageClass(int Index, string Name, int Train, int Validation, int Test, string? Description = null)
{
    /// <summary>Name and readable name: "n01440764 tench".</summary>
    public string DisplayName => Display(Name, Description);

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    internal static string Display(string name, string? description) => description is null || description == name ? name : $"{name} {description}";
}

/// <summary>A file that was read although its decoder had something to say about it.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Warning">What, in words.</param>
public sealed record FileWarning(string Path, string Warning);

/// <summary>A file that was left out of a dataset.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record SkippedFile(string Path, string Reason);
