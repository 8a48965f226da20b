using System.Diagnostics;

namespace AlexNetPS.Tests.Training.Distributed;

/// <summary>A file system of a megabyte, in memory.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Kilobytes = 1024;

    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Mounts it, which only root can.</summary>
    public static SmallDisk At(string folder)
    {
        Assert.SkipUnless(Environment.UserName == "root", "Only root can mount a small disk.");
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", $"size={Kilobytes}k", "tmpfs", folder);
        return new(folder);
    }

    /// <summary>Fills it beside the folder of the run, and returns the file to delete.</summary>
    public string Fill()
    {
        string filler = Path.Combine(_folder, "filler.tmp");
        using FileStream file = File.Create(filler, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            return filler;
        }
    }

    public void Dispose() => Run("umount", _folder);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
