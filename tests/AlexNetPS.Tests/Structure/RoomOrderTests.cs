using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Tests.Structure;

/// <summary>
/// A folder of the library uses only those of earlier groups, so that no two of them need each other.
/// </summary>
public sealed class RoomOrderTests
{
    private static readonly string[][] _order =
    [
        ["Formats"],
        ["Imaging", "Networks", "Randomness", "Ranks"],
        ["Engines", "Datasets", "Drawing"],
        ["Transforms"],
        ["Recipes"],
        ["Models"],
        ["Inference"],
        ["Training"],
        ["Reports"],
    ];

    [Fact]
    public void NoReferencePointsUpward() => Assert.Empty(Upward(_order));

    [Fact]
    public void AReferenceThatPointsUpwardIsNamed()
    {
        string[][] wrong = [.. _order.Where(group => group is not ["Transforms"]), ["Transforms"]];
        Assert.Contains($"{nameof(Recipe)}.{nameof(Recipe.CreateTrainTransforms)} of Recipes uses "
            + $"{nameof(TransformPipeline)} of Transforms", Upward(wrong));
    }

    [Fact]
    public void EveryFolderHasItsPlace() =>
        Assert.Equal(_order.SelectMany(group => group).Order(StringComparer.Ordinal),
            Types().Select(Room).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<Type> Types() => typeof(Recipe).Assembly.GetTypes().Where(type => Room(type).Length > 0);

    // "Formats" of AlexNetPS.Formats.Zip; empty for what compilers add.
    private static string Room(Type type) => type.Namespace?.Split('.') is ["AlexNetPS", string room, ..] ? room : "";

    private static string[] Upward(string[][] order)
    {
        Dictionary<string, int> rank = order.SelectMany((group, i) => group.Select(room => (room, i)))
            .ToDictionary(pair => pair.room, pair => pair.i);
        var upward = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Type type in Types())
        {
            string from = Room(type);
            foreach ((string member, Type used) in TypeReferences.Of(type)
                .SelectMany(pair => TypeReferences.Parts(pair.Type).Select(part => (pair.Member, part))))
            {
                string to = Room(used);
                if (used.Assembly == type.Assembly && to.Length > 0 && to != from && rank[to] >= rank[from])
                    upward.Add($"{type.Name}.{member} of {from} uses {used.Name} of {to}");
            }
        }

        return [.. upward];
    }
}
