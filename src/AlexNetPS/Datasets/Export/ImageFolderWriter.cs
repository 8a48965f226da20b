using System.Text;
using AlexNetPS.Formats.Csv;

namespace AlexNetPS.Datasets.Export;

/// <summary>A folder for each split and class, with a metadata.csv in each split.</summary>
internal sealed class ImageFolderWriter(string folder, IReadOnlyList<string> folders, ExportProperties properties)
    : IExportWriter
{
    private readonly List<string> _lists = [];
    private readonly Dictionary<int, PortableNames> _names = [];
    private SplitName? _split;
    private StreamWriter? _text;
    private ITableWriter? _table;

    public void Add(ExportImage image, string name, int label, byte[] bytes)
    {
        if (_split != image.Split)
            Start(image.Split);
        if (!_names.TryGetValue(label, out PortableNames? names))
        {
            _names.Add(label, names = new PortableNames());
            Directory.CreateDirectory(Path.Combine(Place(image.Split), folders[label]));
        }

        string file = $"{folders[label]}/{names.File(name, Path.GetExtension(name), image.Shown)}";
        File.WriteAllBytes(Path.Combine(Place(image.Split), file), bytes);
        _table!.Write([file, image.Label, image.SourcePath, .. properties.Of(image)]);
    }

    public IReadOnlyList<string> Complete()
    {
        Dispose();
        return _lists;
    }

    public void Dispose()
    {
        _table?.Dispose();
        _text?.Dispose();
        (_table, _text) = (null, null);
    }

    private string Place(SplitName split) => Path.Combine(folder, ExportColumns.NameOf(split));

    private void Start(SplitName split)
    {
        Dispose();
        _names.Clear();
        _split = split;
        Directory.CreateDirectory(Place(split));
        string list = $"{ExportColumns.NameOf(split)}/metadata.csv";
        _lists.Add(list);
        _text = new StreamWriter(Path.Combine(folder, list), false, new UTF8Encoding(false));
        _table = TableFormats.Csv.Create(_text,
            [ExportColumns.FileName, ExportColumns.Label, ExportColumns.SourcePath, .. properties.Columns]);
    }
}
