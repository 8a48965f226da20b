namespace Quickstart;

/// <summary>The command line: <c>[image folder] [--recipe NAME] [--epochs N] [--drawn]</c>.</summary>
internal sealed record Arguments(string? Folder, string? Recipe, int? Epochs, bool Drawn)
{
    public const string Usage = "usage: Quickstart [image folder] [--recipe NAME] [--epochs N] [--drawn]";

    public static Arguments Parse(IReadOnlyList<string> words)
    {
        string? folder = null;
        string? recipe = null;
        int? epochs = null;
        bool drawn = false;
        for (int i = 0; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "--recipe": recipe = Value(words, ref i); break;
                case "--epochs":
                    string text = Value(words, ref i);
                    epochs = int.TryParse(text, out int n) && n > 0
                        ? n
                        : throw new ArgumentException($"--epochs takes a whole number above 0, not '{text}'.");
                    break;
                case "--drawn": drawn = true; break;
                case var option when option.StartsWith('-'): throw new ArgumentException($"Unknown option '{option}'.");
                case var path when folder is null: folder = path; break;
                default: throw new ArgumentException($"Only one image folder is allowed, not also '{words[i]}'.");
            }
        }

        return drawn && folder is not null
            ? throw new ArgumentException("--drawn draws its own images; omit the image folder.")
            : new(folder, recipe, epochs, drawn);
    }

    private static string Value(IReadOnlyList<string> words, ref int i) =>
        ++i < words.Count ? words[i] : throw new ArgumentException($"{words[i - 1]} takes a value.");
}
