using System.IO.MemoryMappedFiles;

namespace AlexNetPS.Fuzz;

/// <summary>The input that is being read, in memory that a crash of the process leaves behind.</summary>
internal sealed class CurrentInput : IDisposable
{
    private const int LengthBytes = sizeof(int);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public CurrentInput(string path, bool create)
    {
        _file = MemoryMappedFile.CreateFromFile(path, create ? FileMode.OpenOrCreate : FileMode.Open, null,
            create ? LengthBytes + Mutation.Longest : 0);
        _view = _file.CreateViewAccessor();
    }

    public void Set(byte[] input)
    {
        int length = Math.Min(input.Length, Mutation.Longest);
        _view.Write(0, length);
        _view.WriteArray(LengthBytes, input, 0, length);
    }

    public byte[] Get()
    {
        byte[] input = new byte[_view.ReadInt32(0)];
        _view.ReadArray(LengthBytes, input, 0, input.Length);
        return input;
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
