namespace AlexNetPS.Randomness;

/// <summary>
/// Purpose of a random number; different purposes never share numbers. The values are part of a run's file format.
/// </summary>
public enum RandomPurpose : long
{
    /// <summary>Initial weights; sample = index of the tensor.</summary>
    Initialization = 1,

    /// <summary>Shuffling of the training images; period = epoch.</summary>
    Shuffle = 2,

    /// <summary>Random crops, flips and color; period = epoch, sample = index of the image.</summary>
    Augmentation = 3,

    /// <summary>
    /// Dropout masks; period = step, sample = index of the layer, position = index of the value in the batch.
    /// </summary>
    Dropout = 4,

    /// <summary>Split of a dataset.</summary>
    Split = 5,

    /// <summary>Generated images of demonstrations and tests.</summary>
    Drawing = 6,

    /// <summary>Mixing within a batch (mixup, CutMix); period = epoch, sample = step.</summary>
    BatchMix = 7,

    /// <summary>Order of the images in the shards of a prepared store; period = split.</summary>
    ShardOrder = 8,

    /// <summary>Settings of a sweep; period = draw, position = index of the setting.</summary>
    Sweep = 9,

    /// <summary>Which images of a folder are taken; period and sample = hash of the path.</summary>
    Selection = 10,

    /// <summary>Resamples of a comparison of two models; position = resample.</summary>
    Bootstrap = 11,

    /// <summary>Start of an iteration for principal components; sample = direction, position = value.</summary>
    Projection = 12,
}
