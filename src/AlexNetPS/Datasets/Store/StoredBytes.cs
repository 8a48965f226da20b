namespace AlexNetPS.Datasets.Store;

/// <summary>Returns the stored bytes of an image: mapped, or in a buffer that may grow.</summary>
/// <param name="image">Location of the image.</param>
/// <param name="buffer">The buffer.</param>
internal delegate ReadOnlySpan<byte> StoredBytes(scoped in StoredImage image, ref byte[] buffer);
