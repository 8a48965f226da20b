using AlexNetPS.Networks;

namespace AlexNetPS.Drawing.Diagrams;

/// <summary>Colors of the kinds of layers.</summary>
internal static class LayerColors
{
    /// <summary>Text beside the boxes.</summary>
    public static Ink Pale { get; } = new(95, 95, 95);

    /// <summary>Lines of a tower.</summary>
    public static Ink Line { get; } = new(90, 90, 90);

    /// <summary>Lines between towers.</summary>
    public static Ink Crossing { get; } = new(200, 60, 40);

    /// <summary>Lines of the table.</summary>
    public static Ink Rule { get; } = new(220, 220, 220);

    /// <summary>Returns the colors of the inside and the outline of a layer; of input and output without one.</summary>
    public static (Ink Fill, Ink Stroke) Of(LayerDefinition? layer) => layer switch
    {
        ConvolutionDefinition or LocallyConnectedDefinition => (new(217, 232, 250), new(70, 120, 180)),
        LinearDefinition => (new(252, 226, 212), new(190, 100, 50)),
        ActivationDefinition => (new(229, 243, 223), new(95, 150, 75)),
        LocalResponseNormalizationDefinition => (new(242, 229, 247), new(145, 90, 165)),
        PoolDefinition or AdaptiveAveragePoolDefinition => (new(255, 242, 200), new(175, 135, 20)),
        DropoutDefinition => (new(235, 235, 235), new(130, 130, 130)),
        _ => (Ink.White, new(90, 90, 90)),
    };
}
