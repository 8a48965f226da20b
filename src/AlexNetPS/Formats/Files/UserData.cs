namespace AlexNetPS.Formats.Files;

/// <summary>Folders in the user's local application data.</summary>
internal static class UserData
{
    /// <summary>Returns AlexNetPS/NAME below ~/.local/share or %LOCALAPPDATA%; it may not exist.</summary>
    public static string Folder(string name)
    {
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "AlexNetPS", name);
    }
}
