namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>
/// Zeros stored around a feature map, so that a convolution reads its padding without testing for the edge.
/// </summary>
internal readonly record struct Border(int Top, int Bottom, int Left, int Right)
{
    public bool IsEmpty => this == default;
}
