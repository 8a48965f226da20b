namespace AlexNetPS.Fuzz.Targets;

/// <summary>The readers that are tried: everything that opens a file from elsewhere.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        PickleTarget.Target,
        SafetensorsTarget.Target,
        IdxTarget.Target,
        TarTarget.Target,
        ListTarget.Target,
        RecipeTarget.Target,
        OnnxTarget.Target,
        RunTarget.Target,
    ];

    public static FuzzTarget? Named(string name) =>
        All.FirstOrDefault(target => target.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
