using System.IO.Compression;
using System.IO.MemoryMappedFiles;
using System.Reflection;
using AlexNetPS.Datasets.Export;
using AlexNetPS.Datasets.Health.Quarantine;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Engines.Cpu;
using AlexNetPS.Engines.Installation;
using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Tar;
using AlexNetPS.Formats.TensorBoard;
using AlexNetPS.Inference.LabelErrors;
using AlexNetPS.Ranks;
using AlexNetPS.Reports.Jobs;
using AlexNetPS.Training.Distributed;

namespace AlexNetPS.Tests.Structure;

/// <summary>
/// Files are read through <see cref="InputFile"/>, which does not wait for a FIFO and knows how much is read.
/// </summary>
public sealed class FileOpeningTests
{
    // Who opens a file itself: to write it, to lock it, or a file of the system.
    private static readonly HashSet<Type> _others =
    [
        typeof(InputFile), typeof(RegularFile),
        typeof(FileReplacement), typeof(PlainTarWriter), typeof(PixelAppender), typeof(QuarantineLog),
        typeof(ImportJournal), typeof(ParquetShardWriter), typeof(EventFile), typeof(StoreUse),
        typeof(PackageDownload), typeof(PackageUnpacking),
        typeof(LockFile), typeof(FolderReplacement), typeof(TemporaryName), typeof(GitHubJob),
        typeof(AvailableMemory), typeof(RankResources), typeof(InheritedSocket), typeof(ProbabilityRows),
    ];

    [Fact]
    public void FilesAreReadInOneWay()
    {
        string[] others =
        [
            .. from type in Types()
               where !IsOther(type)
               from call in TypeReferences.Calls(type)
               where Opens(call.Method)
               select $"{type.FullName}.{call.Member} calls {call.Method.DeclaringType!.Name}.{call.Method.Name}",
        ];
        Assert.Empty(others);
    }

    // What writes or locks must not become a second way to read.
    [Fact]
    public void WhoWritesReadsInTheSameWay()
    {
        string[] reading =
        [
            .. from type in Types()
               where IsOther(type) && Outermost(type) != typeof(InputFile) && !IsOfSystem(type)
               from call in TypeReferences.Calls(type)
               where Opens(call.Method) && IsReading(call.Method)
               select $"{type.FullName}.{call.Member} calls {call.Method.DeclaringType!.Name}.{call.Method.Name}",
        ];
        Assert.Empty(reading);
    }

    [Fact]
    public void EveryExceptionIsNeeded() => Assert.Equal(
        _others.Except([typeof(RegularFile)]).Select(type => type.Name).Order(StringComparer.Ordinal),
        Types().Where(type => TypeReferences.Calls(type).Any(call => Opens(call.Method))).Select(Outermost)
            .Where(_others.Contains).Except([typeof(RegularFile)]).Distinct().Select(type => type.Name)
            .Order(StringComparer.Ordinal));

    private static IEnumerable<Type> Types() =>
        new[] { typeof(InputFile).Assembly, typeof(Packages.NuGetFeed).Assembly }.SelectMany(a => a.GetTypes());

    // Files that Linux makes when they are read.
    private static bool IsOfSystem(Type type) => Outermost(type) is Type outer
        && (outer == typeof(AvailableMemory) || outer == typeof(RankResources) || outer == typeof(InheritedSocket));

    private static bool IsOther(Type type) => _others.Contains(Outermost(type));

    // Lambdas and iterators are types in the type.
    private static Type Outermost(Type type) => type.DeclaringType is Type outer ? Outermost(outer) : type;

    private static bool Opens(MethodBase method) => method.DeclaringType switch
    {
        Type type when type == typeof(File) => method.Name.StartsWith("Open", StringComparison.Ordinal)
            || IsReading(method) || method.Name is "Create" or "CreateText" or "AppendText",
        Type type when type == typeof(FileInfo) => method.Name.StartsWith("Open", StringComparison.Ordinal),
        Type type when type == typeof(FileStream) || type == typeof(StreamReader) || type == typeof(MemoryMappedFile) =>
            (method.IsConstructor || method.IsStatic) && TakesPath(method),
        Type type => type == typeof(ZipFile) || type == typeof(ZipFileExtensions),
        _ => false,
    };

    private static bool IsReading(MethodBase method) => method.DeclaringType == typeof(StreamReader)
        || method.DeclaringType == typeof(MemoryMappedFile) || method.DeclaringType == typeof(File)
            && (method.Name.StartsWith("Read", StringComparison.Ordinal) || method.Name is "OpenRead" or "OpenText");

    private static bool TakesPath(MethodBase method) =>
        method.GetParameters() is [{ ParameterType: Type first }, ..] && first == typeof(string);
}
