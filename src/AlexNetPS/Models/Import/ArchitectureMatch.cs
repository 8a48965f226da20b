using AlexNetPS.Formats.Text;
using AlexNetPS.Networks;
using AlexNetPS.Recipes.Architectures;

namespace AlexNetPS.Models.Import;

/// <summary>Finds the network of the weights in a file.</summary>
internal static class ArchitectureMatch
{
    private const int DifferencesShown = 40;

    /// <summary>
    /// Returns the first that applies: the requested network, the network defined in the recipe, the one named by the
    /// format, or the only preset whose shapes fit; of several, the one named by the recipe.
    /// </summary>
    /// <exception cref="FormatException">None fits, or several fit and none was requested.</exception>
    public static WeightMatch Find(WeightFile file, NetworkDefinition? asked, RecipeArchitecture? recipe)
    {
        if (file.Network is { } stated)
            return WeightMatch.InOrder(Named(stated, asked, recipe), file);
        if (asked is not null)
            return Required(WeightMatch.Of(asked, file), file);
        WeightMatch? own = recipe?.Definition is { } definition ? WeightMatch.Of(definition, file) : null;
        if (own?.Differences.Count == 0)
            return own;
        WeightMatch[] matches = [.. NetworkArchitecture.Names.Select(name => Match(name, file))];
        WeightMatch[] fitting = [.. matches.Where(match => match.Differences.Count == 0)];
        if (fitting.FirstOrDefault(match => match.Definition.Name == file.Architecture) is WeightMatch named)
            return named;
        if (fitting.FirstOrDefault(match =>
            match.Definition.Name.Equals(recipe?.Name, StringComparison.OrdinalIgnoreCase)) is WeightMatch chosen)
        {
            return chosen;
        }

        if (fitting.Length == 1)
            return fitting[0];
        string names = string.Join(", ", fitting.Select(match => match.Definition.Name));
        throw new FormatException(fitting.Length > 1
            ? $"its shapes fit {names}, which have the same weights but compute different things; choose one with "
                + "-Architecture"
            : Unknown(own is null ? matches : [own, .. matches],
                own is null ? "none of" : "neither the recipe's network nor any of") + Unread(file));
    }

    /// <summary>
    /// Returns the requested network if it is the one in the file, or the preset that is, or the one in the file.
    /// </summary>
    private static NetworkDefinition Named(NetworkDefinition stated, NetworkDefinition? asked,
        RecipeArchitecture? recipe)
    {
        if (asked?.WithClasses(stated.Classes) is { } wanted)
        {
            return SameFunction.Difference(stated, wanted) is not string difference ? wanted
                : throw new FormatException($"its network is not {asked.Name}: {difference}");
        }

        NetworkDefinition[] same = [.. new[] { recipe?.Definition }.OfType<NetworkDefinition>()
            .Concat(NetworkArchitecture.Names.Select(NetworkArchitecture.Get))
            .Select(known => known.WithClasses(stated.Classes))
            .Where(known => SameFunction.Difference(stated, known) is null)];
        return Array.Find(same, known => known.Name.Equals(recipe?.Name, StringComparison.OrdinalIgnoreCase))
            ?? same.FirstOrDefault() ?? stated;
    }

    private static WeightMatch Match(string preset, WeightFile file)
    {
        file.Stopping.ThrowIfCancellationRequested();
        return WeightMatch.Of(NetworkArchitecture.Get(preset), file);
    }

    private static WeightMatch Required(WeightMatch match, WeightFile file) => match.Differences.Count == 0 ? match
        : throw new FormatException(
            $"its tensors do not fit the network {match.Definition.Name}:{List(match)}\nGive the architecture that the "
                + $"weights were trained with{Unread(file)}");

    private static string Unread(WeightFile file) => file.Unread.Count == 0 ? ""
        : $". Its {NameText.List([.. file.Unread])} cannot be read";

    private static string Unknown(WeightMatch[] matches, string compared)
    {
        WeightMatch closest = matches.MinBy(match => match.Differences.Count)!;
        return $"its tensors fit {compared} the architectures known by name; {closest.Definition.Name} is "
            + $"closest:{List(closest)}\nFor a custom network, give the path of its JSON definition with "
            + "-Architecture";
    }

    private static string List(WeightMatch match)
    {
        string list = string.Concat(match.Differences.Take(DifferencesShown).Select(line => $"\n  {line}"));
        return match.Differences.Count > DifferencesShown
            ? $"{list}\n  and {match.Differences.Count - DifferencesShown} more"
            : list;
    }
}
