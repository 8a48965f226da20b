using System.Text.Json;

namespace AlexNetPS.Fuzz;

/// <summary>What a run has done.</summary>
/// <param name="Executions">Inputs read.</param>
/// <param name="Inputs">Inputs in the corpus.</param>
/// <param name="Edges">Branches seen.</param>
/// <param name="Seconds">Processor time.</param>
internal sealed record FuzzStatus(long Executions, int Inputs, int Edges, double Seconds);

/// <summary>Folder of a target: its corpus and its finds.</summary>
internal sealed class FuzzFolder
{
    private readonly string _path;

    public FuzzFolder(string root, string target)
    {
        _path = Path.Combine(Path.GetFullPath(root), target);
        Directory.CreateDirectory(Finds);
    }

    public string Corpus => Path.Combine(_path, "corpus");

    public string Finds => Path.Combine(_path, "finds");

    public string CurrentInput => Path.Combine(_path, "current.bin");

    private string Status => Path.Combine(_path, "status.json");

    public int FindCount => Directory.EnumerateFiles(Finds, "*.txt").Count();

    /// <summary>Writes input and reason, unless there is one of the same cause.</summary>
    public void Keep(byte[] input, Find find)
    {
        string file = Path.Combine(Finds, $"{find.Kind.Replace(' ', '-')}-{find.Id}");
        if (File.Exists(file + ".txt"))
            return;
        File.WriteAllBytes(file + ".bin", input);
        File.WriteAllText(file + ".txt", find.Text);
        Console.WriteLine($"  found: {find.Kind}, {file}.txt");
    }

    public void WriteStatus(FuzzStatus status) => File.WriteAllText(Status, JsonSerializer.Serialize(status));

    /// <summary>Returns the last status, and removes it.</summary>
    public FuzzStatus TakeStatus()
    {
        if (!File.Exists(Status))
            return new(0, 0, 0, 0);
        FuzzStatus status = JsonSerializer.Deserialize<FuzzStatus>(File.ReadAllText(Status))!;
        File.Delete(Status);
        return status;
    }
}
