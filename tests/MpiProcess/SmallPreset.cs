using AlexNetPS.Networks;

namespace MpiProcess;

/// <summary>
/// Presets for smaller images: all of their layers, without most of the pixels and of the weights of the first linear
/// layer, which take long.
/// </summary>
internal static class SmallPreset
{
    private const int Edge = 99;

    public static NetworkDefinition Get(string name)
    {
        NetworkDefinition preset = NetworkArchitecture.Get(name);
        return preset.Input.Height <= Edge
            ? preset
            : new(preset.Name, preset.Input with { Height = Edge, Width = Edge }, preset.Layers);
    }
}
