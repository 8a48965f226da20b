using System.Text;
using AlexNetPS.Datasets;

namespace AlexNetPS.Fuzz.Targets;

/// <summary>Lists of images. An input is a byte that chooses name and options, and the list.</summary>
internal static class ListTarget
{
    private static readonly string[] _names = ["list.csv", "list.tsv", "list.txt", "list.jsonl"];

    private static readonly string[] _lists =
    [
        "path,label\na.png,cat\nb.png,dog\nsub/c.png,dog\n",
        "filename,class,split\na.png,cat,train\nb.png,dog,val\nsub/c.png,dog,test\n\"d \"\"1\"\".png\",\"a, b\",train\n",
        "image_id,cat,dog\na,1,0\nb,0,1\nsub/c,0,1\n",
        "path,label,is_valid\na.png,cat,True\nb.png,cat,False\nsub/c.png,dog,0\n",
        "a.png 0\nb.png 1\nsub/c.png 1\n",
        "path;label\na.png;cat\nb.png;dog\n",
        "path\tlabel\na.png\tcat\nb.png\tdog\n",
        "path,labels\na.png,cat|dog\nb.png,\"[1, 2]\"\n",
        "{\"path\": \"a.png\", \"label\": \"cat\"}\n{\"file_name\": \"b.png\", \"label\": 1, \"split\": \"train\"}\n",
        "\uFEFFpath,label\r\na.png,caf\u00E9\r\nb.png,\r\n",
    ];

    public static FuzzTarget Target { get; } = new("list", typeof(DatasetException))
    {
        Seeds = _ => _lists.SelectMany(list => Enumerable.Range(0, _names.Length)
            .Select(i => (byte[])[(byte)i, .. Encoding.UTF8.GetBytes(list)])),
        Read = static (input, folder) =>
        {
            if (input.Length == 0)
                return;
            folder = Path.Combine(folder, "set");
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(Path.Combine(folder, "sub"));
                foreach (string image in (string[])["a.png", "b.png", "sub/c.png"])
                    File.WriteAllBytes(Path.Combine(folder, image), [1]);
            }

            string path = Path.Combine(folder, _names[input[0] & 3]);
            File.WriteAllBytes(path, input[1..]);
            ListedImages.Read(path, new()
            {
                IndexOnly = true,
                PathColumn = (input[0] & 4) != 0 ? "path" : null,
                LabelColumn = (input[0] & 8) != 0 ? "label" : null,
                SplitColumn = (input[0] & 16) != 0 ? "split" : null,
                Encoding = (input[0] & 32) != 0 ? Encoding.Latin1 : null,
            });
        },
        Delimiters = ",;\t \n\"|:{}",
        Words = Fixtures.Words("path", "label", "split", "train", "val", "test", "is_valid", "is_train", "True", "1", "0",
            "a.png", "b.png", "sub/c.png", "..", "/etc/passwd", "C:\\a.png", "\"", "\"\"", "\r\n", "\0", "\uFEFF", "\uD83D\uDE00",
            "|", "[1,2]", "image_id", "filename", "class", "1.0", "{\"path\":", "null", "\\ud800", new string('a', 300)),
    };
}
