using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AlexNetPS.Engines.Installation;

namespace AlexNetPS.Tests.Engines.Installation;

/// <summary>Packages in the layout of TorchSharp's and libtorch's, with a library that is split over three.</summary>
internal sealed class MadePackages : IPackageFeed
{
    public const string Runtime = "linux-x64";

    private readonly Dictionary<string, byte[]> _files = [];

    public byte[] Split { get; } = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 % 251))];

    /// <summary>Called before each block that is sent; throws to break the transfer.</summary>
    public Action<long> BeforeBlock { get; set; } = _ => { };

    public List<long> Offsets { get; } = [];

    public List<EnginePackage> Packages { get; } = [];

    public EnginePackages All => new("cpu", Runtime, Packages);

    public static MadePackages Usual()
    {
        var made = new MadePackages();
        byte[] split = made.Split;
        made.Add("TorchSharp", ($"runtimes/{Runtime}/native/libLibTorchSharp.so", "binding"u8.ToArray()),
            ("runtimes/win-x64/native/LibTorchSharp.dll", [1]), ("lib/net8.0/TorchSharp.dll", [2]));
        made.Add("big-primary", ($"runtimes/{Runtime}/native/libbig.so", split[..100_000]),
            ($"runtimes/{Runtime}/native/libbig.so.sha", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(split)))));
        made.Add("big-fragment1", ($"fragments/{Runtime}/native/libbig.so.fragment1", split[100_000..250_000]));
        made.Add("big-fragment2", ($"fragments/{Runtime}/native/libbig.so.fragment2", split[250_000..]));
        return made;
    }

    public void Add(string id, params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        _files[id] = stream.ToArray();
        Packages.Add(new(id, "1.0.0", Convert.ToBase64String(SHA512.HashData(_files[id])), _files[id].Length));
    }

    /// <summary>Changes one byte of a package without changing its hash in the list.</summary>
    public void Damage(string id) => _files[id][100] ^= 1;

    public PackageOffer? Find(string id, string version, string? source, string folder, CancellationToken cancellation) =>
        _files.TryGetValue(id, out byte[]? file) ? new("made", id, file.Length, null) : null;

    public void Copy(PackageOffer offer, FileStream target, Action transferred, CancellationToken cancellation)
    {
        Offsets.Add(target.Length);
        byte[] file = _files[offer.Address];
        for (int i = (int)target.Length; i < file.Length; i += 10_000)
        {
            BeforeBlock(i);
            target.Write(file, i, Math.Min(10_000, file.Length - i));
            transferred();
        }
    }
}
