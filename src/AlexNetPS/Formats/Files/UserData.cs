namespace AlexNetPS.Formats.Files;

/// <summary>Folders in the user's local application data.</summary>
internal static class UserData
{
    /// <summary>Returns AlexNetPS/NAME below ~/.local/share or %LOCALAPPDATA%; it may not exist.</summary>
    public static string Folder(string name)
    {
        // .NET asks Windows for the folder of the account and passes over the variable of the process; on Unix it reads
        // XDG_DATA_HOME.
        string? variable = OperatingSystem.IsWindows() ? Environment.GetEnvironmentVariable("LOCALAPPDATA") : null;
        string local = Path.IsPathFullyQualified(variable ?? "") ? variable! : Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "AlexNetPS", name);
    }
}
