using System.Text.Json.Serialization;

namespace AlexNetPS.Networks;

/// <summary>
/// Shape of one image's activations, channels first. The output of a fully connected layer has height and width 1.
/// </summary>
/// <param name="Channels">Channels, or values of a fully connected layer.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct TensorShape(int Channels, int Height, int Width)
{
    /// <summary>Number of values per image.</summary>
    [JsonIgnore]
    public long Count => (long)Channels * Height * Width;

    /// <summary>"96x55x55", or "4096" for a fully connected layer.</summary>
    public override string ToString() =>
        Height == 1 && Width == 1 ? $"{Channels}" : $"{Channels}x{Height}x{Width}";
}
