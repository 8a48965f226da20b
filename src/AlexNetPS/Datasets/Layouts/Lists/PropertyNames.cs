namespace AlexNetPS.Datasets.Layouts.Lists;

/// <summary>Gives the images of several lists the same properties.</summary>
internal static class PropertyNames
{
    /// <summary>
    /// Returns a listing whose images all have the columns of all lists, in their order; an image of a list without a
    /// column has "".
    /// </summary>
    public static FolderListing Unify(FolderListing listing)
    {
        IReadOnlyList<string>[] kinds = [.. listing.Files.Where(file => file.IsCandidate)
            .Select(file => file.Properties?.Names ?? []).Distinct(ReferenceEqualityComparer.Instance)
            .Cast<IReadOnlyList<string>>()];
        string[] names = [.. kinds.SelectMany(kind => kind).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (names.Length == 0)
            return listing;
        if (kinds.Length == 1)
            return listing with { PropertyNames = kinds[0] };
        var empty = new PropertyRow(names, [.. names.Select(_ => "")]);
        return listing with
        {
            PropertyNames = names,
            Files = [.. listing.Files.Select(file => file with
            {
                Properties = file.Properties is not { } row ? empty
                    : new PropertyRow(names, [.. names.Select(name => row[name] ?? "")]),
            })],
        };
    }
}
