using System.Globalization;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Training.Runs;

/// <summary>What a user calls a run: its name, its tags, a note.</summary>
public static class RunLabels
{
    private const int NameLength = 100, TagLength = 50, NoteLength = 10_000;

    /// <summary>Checks the labels of a run.</summary>
    /// <param name="name">Name, at most 100 characters; null for none.</param>
    /// <param name="tags">Tags, each at most 50 characters; null for none.</param>
    /// <param name="note">Note, at most 10,000 characters; null for none.</param>
    /// <exception cref="TrainingException">One of them cannot be used.</exception>
    public static void Check(string? name, IReadOnlyList<string>? tags, string? note)
    {
        if (name is not null)
            CheckLine("Name", name, NameLength);
        foreach (string tag in tags ?? [])
        {
            CheckLine("Tag", tag, TagLength);
            // Tags are found by patterns.
            if (tag.AsSpan().IndexOfAny("*?[]`") >= 0)
                throw new TrainingException($"The tag '{tag}' has one of the characters * ? [ ] `; use others.");
        }

        if (note?.Length > NoteLength)
        {
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"The note has {note.Length:N0} characters; at most {NoteLength:N0} are kept."));
        }
    }

    /// <summary>Returns a run with the labels that are given; it keeps the others.</summary>
    internal static RunManifest With(RunManifest run, TrainingOptions options) => run with
    {
        Name = options.Name ?? run.Name,
        Tags = options.Tags is null ? run.Tags : [.. options.Tags.Distinct(StringComparer.OrdinalIgnoreCase)],
        Note = options.Note is null ? run.Note : options.Note.Length == 0 ? null : options.Note,
    };

    /// <summary>Returns a name as a part of a folder name that needs no quotes and is no pattern.</summary>
    public static string FolderName(string name) => new([.. name.Trim()
        .Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_').Take(60)]);

    private static void CheckLine(string what, string text, int length)
    {
        string shown = NameText.Truncate(text, length);
        if (string.IsNullOrWhiteSpace(text))
            throw new TrainingException($"{what} is empty; omit it, or use a text.");
        if (text.Length > length)
            throw new TrainingException($"{what} '{shown}' has {text.Length} characters; use at most {length}.");
        if (text.Any(char.IsControl))
            throw new TrainingException($"{what} '{shown}' has a line break or another control character; use one line.");
    }
}
