namespace AlexNetPS.Randomness;

/// <summary>
/// What a random number is for; two purposes never share numbers. The values are part of the file format of a run.
/// </summary>
public enum RandomPurpose : byte
{
    /// <summary>Initial weights; sample = index of the tensor.</summary>
    Initialization = 1,

    /// <summary>Order of the training images; period = epoch.</summary>
    Shuffle = 2,

    /// <summary>Crops, flips and color; period = epoch, sample = index of the image.</summary>
    Augmentation = 3,

    /// <summary>
    /// Dropout masks; period = step, sample = index of the layer, position = index of the value in the batch.
    /// </summary>
    Dropout = 4,

    /// <summary>Split of a dataset.</summary>
    Split = 5,

    /// <summary>Drawn images of demonstrations and tests.</summary>
    Drawing = 6,

    /// <summary>Mixing of the images of a batch; period = epoch, sample = step.</summary>
    BatchMix = 7,

    /// <summary>Order of the images in the shards of a prepared store; period = split.</summary>
    ShardOrder = 8,
}
