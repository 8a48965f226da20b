using AlexNetPS.Formats.Tar;

namespace AlexNetPS.Datasets.Layouts.WebDatasets;

/// <summary>The members of a tar with one key: KEY.jpg, KEY.cls, KEY.json.</summary>
internal sealed class WebSample
{
    /// <summary>Images by name: usually one.</summary>
    public List<TarMember> Images { get; } = [];

    /// <summary>Other members by extension, without the dot, in lower case.</summary>
    public Dictionary<string, TarMember> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>Returns the samples of members, in their order.</summary>
    public static List<WebSample> Of(IEnumerable<TarMember> members)
    {
        var samples = new Dictionary<string, WebSample>(StringComparer.Ordinal);
        List<WebSample> ordered = [];
        foreach (TarMember member in members)
        {
            int name = member.Name.LastIndexOf('/') + 1, dot = member.Name.IndexOf('.', name);
            if (dot <= name || SystemFolders.Contain(member.Name))
                continue;
            string key = member.Name[..dot], extension = member.Name[(dot + 1)..].ToLowerInvariant();
            if (!samples.TryGetValue(key, out WebSample? sample))
            {
                samples.Add(key, sample = new WebSample());
                ordered.Add(sample);
            }

            if (ImageNames.IsImage(member.Name))
                sample.Images.Add(member);
            else
                sample.Others.TryAdd(extension, member);
        }

        return [.. ordered.Where(sample => sample.Images.Count > 0)];
    }
}
