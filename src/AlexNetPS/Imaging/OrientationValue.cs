namespace AlexNetPS.Imaging;

/// <summary>The orientation of a number in metadata.</summary>
internal static class OrientationValue
{
    /// <summary>Returns the orientation of a whole number from 1 to 8, and <c>Upright</c> of any other.</summary>
    public static Orientation From(double value) =>
        value is >= 1 and <= 8 && double.IsInteger(value) ? (Orientation)value : Orientation.Upright;
}
