using System.Text;
using System.Text.Json;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>Recipes as a user writes them.</summary>
internal static class RecipeTarget
{
    public static FuzzTarget Target { get; } = new("recipe", typeof(RecipeException), typeof(NetworkDefinitionException))
    {
        Seeds = _ => Texts().Select(Encoding.UTF8.GetBytes),
        Read = static (input, folder) =>
        {
            string path = Path.Combine(folder, "recipe.json");
            File.WriteAllBytes(path, input);
            Recipe recipe = RecipeFile.Load(path);
            // What is valid can be written, and read again.
            RecipeFile.Parse(JsonSerializer.Serialize(recipe, RecipeFile.Json), "the recipe written again");
        },
        Delimiters = "{}[],:\"",
        Words = Fixtures.Quoted(Texts()),
    };

    private static IEnumerable<string> Texts() => RecipeFile.Names.SelectMany(name => new[]
    {
        JsonSerializer.Serialize(RecipeFile.Get(name), RecipeFile.Json),
        Embedded("Recipes/" + name + ".json"),
    });

    private static string Embedded(string resource)
    {
        using var reader = new StreamReader(typeof(RecipeFile).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
