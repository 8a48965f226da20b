namespace AlexNetPS.Imaging;

/// <summary>
/// Finds the orientation in an XMP packet, written as an attribute or as an element of RDF: what Pillow's pattern
/// <c>tiff:Orientation(="|>)([0-9])</c> matches first.
/// </summary>
internal static class XmpOrientation
{
    /// <summary>Returns the orientation; null if there is none.</summary>
    public static Orientation? Find(ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> name = "tiff:Orientation"u8;
        for (int at; (at = packet.IndexOf(name)) >= 0;)
        {
            packet = packet[(at + name.Length)..];
            ReadOnlySpan<byte> value = packet.StartsWith("=\""u8) ? packet[2..]
                : packet.StartsWith(">"u8) ? packet[1..]
                : default;
            if (value is [>= (byte)'0' and <= (byte)'9', ..])
                return OrientationValue.From(value[0] - '0');
        }

        return null;
    }
}
