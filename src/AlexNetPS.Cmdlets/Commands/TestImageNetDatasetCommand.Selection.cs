using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Which images of a folder are taken.</summary>
public sealed partial class TestImageNetDatasetCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Include))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Include { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Exclude))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Exclude { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(First))]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxPerClass))]
    [ValidateRange(1, int.MaxValue)]
    public int MaxPerClass { get; set; }

    // A prepared dataset has its images already; testing a part of them as if they were all would mislead.
    private static void RequireFolder(DatasetReference reference, ImageSelection selection)
    {
        if (!selection.IsAll && (reference.Value is not string path || ImageNetDataset.IsStore(path)))
        {
            throw new ErrorRecordException(Failure.Record("SelectionNeedsFolder", ErrorCategory.InvalidArgument,
                $"-Include, -Exclude, -First and -MaxPerClass are for folders, and {reference} is a prepared dataset.",
                reference, "Import the folder with them: Import-ImageNetFolder -MaxPerClass 100"));
        }
    }

    private ImageSelection Selection => new()
    {
        Include = Include,
        Exclude = Exclude,
        First = First,
        MaximumPerClass = MaxPerClass,
    };
}
