namespace AlexNetPS.Datasets.Export;

/// <summary>Names that all forms use.</summary>
internal static class ExportColumns
{
    public const string Image = "image", Label = "label", FileName = "file_name", SourcePath = "source_path",
        ClassName = "class_name", Path = "path", Split = "split";

    /// <summary>Folder or start of the file names of a split, as Hugging Face names it.</summary>
    public static string NameOf(SplitName split) => split switch
    {
        SplitName.Train => "train",
        SplitName.Validation => "validation",
        _ => "test",
    };
}
