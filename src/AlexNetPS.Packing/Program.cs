using AlexNetPS.Packing;

// AlexNetPS.Packing notices <list of files> <folder of packages> <output>: writes the notices of all packages whose files
// are listed.
// AlexNetPS.Packing describe <CHANGELOG.md> <manifest.psd1> <prerelease or ""> <output.psd1> <output notes>: writes the
// manifest of the package, and its release notes.
// AlexNetPS.Packing normalize <package.nupkg>: writes a package again, so that the same files make the same bytes.
try
{
    switch (args)
    {
        case ["notices", string list, string packages, string output]:
            Output.Write(output, Notices.Of(File.ReadAllLines(list), packages));
            return 0;
        case ["describe", string changelog, string manifest, string prerelease, string described, string notes]:
            string text = File.ReadAllText(manifest);
            string release = ReleaseNotes.Of(File.ReadAllText(changelog), PackageManifest.VersionIn(text), prerelease);
            Output.Write(described, PackageManifest.With(text, release, prerelease));
            Output.Write(notes, release);
            return 0;
        case ["normalize", string package]:
            NormalPackage.Rewrite(package);
            return 0;
        default:
            Console.Error.WriteLine("usage: AlexNetPS.Packing notices | describe | normalize ...");
            return 2;
    }
}
catch (Exception e) when (e is PackingException or IOException or InvalidDataException or UnauthorizedAccessException)
{
    // The form in which a build shows it as its error.
    Console.Error.WriteLine($"AlexNetPS.Packing : error PACK001: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
