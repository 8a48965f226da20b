namespace AlexNetPS.Inference.Activations;

/// <summary>What is drawn of a layer.</summary>
public enum ActivationMethod : long
{
    /// <summary>
    /// Where in the image the evidence for a class is: the maps of the layer, weighted by the mean gradient of the
    /// class's logit over each map, where their sum is positive (Selvaraju et al. 2017).
    /// </summary>
    GradCam,

    /// <summary>The maps of the layer, one for each channel.</summary>
    Activations,
}
