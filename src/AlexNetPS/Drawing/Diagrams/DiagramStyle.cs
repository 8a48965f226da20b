namespace AlexNetPS.Drawing.Diagrams;

/// <summary>How a network is drawn.</summary>
public enum DiagramStyle : long
{
    /// <summary>A box for each layer, from top to bottom, with its settings, as Caffe's draw_net does.</summary>
    Block,

    /// <summary>
    /// A box in perspective for each layer with weights, from left to right, as in figure 2 of the paper.
    /// </summary>
    Paper,
}
