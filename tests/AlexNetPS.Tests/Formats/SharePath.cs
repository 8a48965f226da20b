namespace AlexNetPS.Tests.Formats;

/// <summary>A folder of a local drive by its name on the network: \\localhost\c$\folder.</summary>
internal static class SharePath
{
    /// <summary>Skips the test where there is no such share.</summary>
    public static string Of(string folder)
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Shares have paths on Windows alone.");
        string full = Path.GetFullPath(folder), share = $@"\\localhost\{full[0]}$\{full[3..]}";
        Assert.SkipUnless(Directory.Exists(share), $"'{share}' cannot be reached: it takes an administrator.");
        return share;
    }
}
