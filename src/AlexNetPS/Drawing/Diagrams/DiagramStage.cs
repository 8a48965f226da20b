using AlexNetPS.Networks;

namespace AlexNetPS.Drawing.Diagrams;

/// <summary>
/// A layer with weights and the layers up to the next one. A tower is a range of channels that a grouped layer keeps
/// apart; a stage is drawn as a box for each tower that it writes.
/// </summary>
/// <param name="Layers">The layers, at least one.</param>
/// <param name="Towers">Number of equal ranges of its channels, at least 1.</param>
internal sealed record DiagramStage(IReadOnlyList<NetworkLayer> Layers, int Towers)
{
    /// <summary>The layer with weights; null for layers before the first one.</summary>
    public NetworkLayer? Head => Layers[0].HasParameters ? Layers[0] : null;

    /// <summary>Groups of the layer with weights.</summary>
    public int Groups => Layers[0].Definition is ConvolutionDefinition convolution ? convolution.Groups : 1;

    /// <summary>Returns the stages of a network.</summary>
    public static IReadOnlyList<DiagramStage> Of(NetworkDefinition network)
    {
        var layers = new List<List<NetworkLayer>>();
        foreach (NetworkLayer layer in network.ResolvedLayers)
        {
            if (layers.Count == 0 || layer.HasParameters)
                layers.Add([]);
            layers[^1].Add(layer);
        }

        var stages = new List<DiagramStage>();
        foreach ((int i, List<NetworkLayer> own) in layers.Index())
        {
            stages.Add(new(own, 1));
            int after = i + 1 < layers.Count ? new DiagramStage(layers[i + 1], 1).Groups : 1;
            stages[^1] = stages[^1] with { Towers = TowersOf(stages, after, isLast: i == layers.Count - 1) };
        }

        return stages;
    }

    /// <summary>
    /// Whether a tower reads values that a tower of the stage before writes.
    /// </summary>
    /// <param name="before">The stage before.</param>
    /// <param name="from">Tower of the stage before.</param>
    /// <param name="to">Tower of this stage.</param>
    public bool Reads(DiagramStage before, int from, int to)
    {
        // Towers [from/a, (from+1)/a) and groups [first/g, (last+1)/g) overlap. 64 bits: a group for each channel.
        long first = (long)to * Groups / Towers, last = ((long)(to + 1) * Groups - 1) / Towers;
        return from * (long)Groups < (last + 1) * before.Towers && first * before.Towers < (from + 1) * (long)Groups;
    }

    /// <summary>Whether two towers of two stages are beside each other: values between them cross.</summary>
    public bool Crosses(DiagramStage before, int from, int to) =>
        from * (long)Towers >= (to + 1L) * before.Towers || to * (long)before.Towers >= (from + 1L) * Towers;

    // A layer without groups writes towers if the next one reads them apart. The paper's fully connected layers are in
    // two halves as well.
    private static int TowersOf(List<DiagramStage> stages, int after, bool isLast)
    {
        DiagramStage own = stages[^1];
        if (own.Groups > 1)
            return own.Groups;
        if (after > 1)
            return after;
        int before = stages.Count > 1 ? stages[^2].Towers : 1;
        return !isLast && before <= BlockLayout.MostTowers && own.Head?.Definition is LinearDefinition linear
            && linear.Outputs % before == 0 ? before : 1;
    }
}
