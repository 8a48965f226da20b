using AlexNetPS.Mpi.Binding;
using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Ranks;

public sealed class MpiLibraryTests
{
    [Theory]
    [InlineData("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4, repo rev: v4.1.4, May 26, 2022", "Open MPI 4.1.4")]
    [InlineData("MPICH Version:\t4.0.2\nMPICH Release date:\tThu Apr  7 12:34:45 CDT 2022\n", "MPICH 4.0.2")]
    [InlineData("Intel(R) MPI Library 2021.5 for Linux* OS\n", "Intel(R) MPI Library 2021.5")]
    [InlineData("Microsoft MPI 10.1.12498.18", "Microsoft MPI 10.1.12498.18")]
    [InlineData("MPI VERSION    : CRAY MPICH version 8.1.4 (ANL base 3.4a2)\n", "CRAY MPICH 8.1.4")]
    [InlineData("Something\n", "Something")]
    public void ItsVersionIsShort(string text, string expected) => Assert.Equal(expected, LibraryVersion.Parse(text));

    [Fact]
    public void TheOneOfTheLauncherIsTriedFirst()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names of files on Linux.");
        var none = new Dictionary<string, string>();
        Assert.Equal("libmpi.so.40", LibraryFiles.For(MpiLauncher.OpenMpi, none.GetValueOrDefault).First());
        Assert.Equal("libmpich.so.12", LibraryFiles.For(MpiLauncher.Mpich, none.GetValueOrDefault).First());
        Assert.Equal("libmpi.so.40", LibraryFiles.For(MpiLauncher.SlurmPmix, none.GetValueOrDefault).First());
        Assert.Equal("libmpich.so.12", LibraryFiles.For(MpiLauncher.SlurmPmi, none.GetValueOrDefault).First());
        var intel = new Dictionary<string, string> { ["I_MPI_ROOT"] = "/opt/intel/mpi" };
        Assert.Equal("/opt/intel/mpi/lib/libmpi.so.12",
            LibraryFiles.For(MpiLauncher.IntelMpi, intel.GetValueOrDefault).First());
    }

    [Theory]
    [InlineData(MpiLauncher.OpenMpi, "openmpi-bin")]
    [InlineData(MpiLauncher.Mpich, "mpich")]
    [InlineData(MpiLauncher.SlurmPmix, "openmpi-bin")]
    [InlineData(MpiLauncher.SlurmPmi, "mpich")]
    public void AMissingOneIsNamedByItsPackage(object launcher, string package)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Packages of Debian.");
        Assert.Contains($"\"apt install {package}\"", LibraryAdvice.Missing((MpiLauncher)launcher),
            StringComparison.Ordinal);
    }
}
