namespace AlexNetPS.Reports.Jobs;

/// <summary>Values in commands to a pipeline, as its runner reads them back.</summary>
internal static class CommandText
{
    /// <summary>Text of a command of GitHub Actions.</summary>
    public static string GitHub(string text) =>
        text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    /// <summary>Property of a command of GitHub Actions.</summary>
    public static string GitHubProperty(string text) => GitHub(text).Replace(":", "%3A").Replace(",", "%2C");

    /// <summary>Text or property of a command of Azure Pipelines.</summary>
    public static string Azure(string text) => text.Replace("%", "%AZP25").Replace("\r", "%0D").Replace("\n", "%0A")
        .Replace(";", "%3B").Replace("]", "%5D");
}
