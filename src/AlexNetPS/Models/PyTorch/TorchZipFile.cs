using AlexNetPS.Formats.Files;
using AlexNetPS.Formats.Zip;
using AlexNetPS.Models.Import;

namespace AlexNetPS.Models.PyTorch;

/// <summary>
/// The format since PyTorch 1.6: a zip archive with the dictionary in data.pkl and each storage in data/KEY, all in one
/// folder.
/// </summary>
internal sealed class TorchZipFile(FileBytes bytes) : TorchFile(bytes)
{
    private const string PickleName = "/data.pkl";

    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, ZipMember> _members = new Dictionary<string, ZipMember>();
    private string _folder = "";

    public override string Format => "PyTorch state dictionary";

    public override void Verify() => LargestFirst.ForEach(_used, name => _members[name].Length, Stopping, Check);

    private protected override StateDictionary Read()
    {
        _members = StoredZip.Members(Bytes);
        ZipMember pickle =
            _members.Values.FirstOrDefault(member => member.Name.EndsWith(PickleName, StringComparison.Ordinal))
            ?? throw new FormatException(_members.Keys.Any(name => name.EndsWith("constants.pkl",
                StringComparison.Ordinal) || name.Contains("/code/", StringComparison.Ordinal))
                ? "it is a TorchScript program, which is code; save the weights instead: "
                    + "torch.save(model.state_dict(), 'weights.pth')"
                : "it is a zip archive without PyTorch's data.pkl");
        _folder = pickle.Name[..^PickleName.Length];
        if (_members.Keys.Any(name => name.StartsWith(_folder + "/code/", StringComparison.Ordinal)))
        {
            throw new FormatException("it is a TorchScript program, which is code; save the weights instead: "
                + "torch.save(model.state_dict(), 'weights.pth')");
        }

        if (_members.GetValueOrDefault(_folder + "/byteorder") is { Length: 3 })
            throw new FormatException("it was written on a big-endian machine");
        Check(pickle.Name);
        return Choose(Unpickle(new ByteCursor(Bytes, pickle.Start, pickle.Start + pickle.Length)));
    }

    private protected override (long Start, long Bytes) Find(string key)
    {
        string name = $"{_folder}/data/{key}";
        if (!_members.TryGetValue(name, out ZipMember? member))
            throw new FormatException($"it lacks the member '{name}'");
        _used.Add(name);
        return (member.Start, member.Length);
    }

    private void Check(string name) =>
        _members[name].Verify(Bytes,
            ". If PyTorch wrote it without checksums (set_crc32_options), save it again with them");
}
