using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Layouts;

/// <summary>A class of which all files are images of a format that is not read.</summary>
/// <param name="Name">Class name.</param>
/// <param name="Format">Name of the format.</param>
/// <param name="Files">Number of files.</param>
internal sealed record UnreadClass(string Name, string Format, int Files)
{
    /// <summary>Returns those of the classes whose files are named so.</summary>
    public static List<UnreadClass> Of(IReadOnlyList<SourceFile> files, Func<string, bool> isEmpty)
    {
        var counts = new Dictionary<string, (string? Format, int Files)>(StringComparer.Ordinal);
        foreach (SourceFile file in files)
        {
            if (file.ClassName.Length == 0 || !isEmpty(file.ClassName))
                continue;
            string? format = ImageNames.UnreadFormat(file.RelativePath);
            counts[file.ClassName] = counts.TryGetValue(file.ClassName, out (string? Format, int Files) known)
                ? (known.Format is null ? null : format, known.Files + 1)
                : (format, 1);
        }

        return [.. counts.Where(pair => pair.Value.Format is not null)
            .Select(pair => new UnreadClass(pair.Key, pair.Value.Format!, pair.Value.Files))];
    }

    /// <summary>Returns what to do with these classes; "" for none.</summary>
    public static string Advice(List<UnreadClass> classes) => classes.Count == 0 ? ""
        : $"{(classes.Count == 1 ? "A class was" : $"{classes.Count:N0} classes were")} skipped, because the format of "
            + $"{(classes.Count == 1 ? "its" : "their")} images is not read: "
            + NameText.List([.. classes.Select(one => $"'{one.Name}' ({FolderReader.Count(one.Files, "file")}, {one.Format})")])
            + ". Convert them to JPEG or PNG and import again.";
}
