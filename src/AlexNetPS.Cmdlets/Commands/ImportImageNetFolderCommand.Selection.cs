using System.Management.Automation;
using AlexNetPS.Datasets;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Which images of a folder are taken.</summary>
public sealed partial class ImportImageNetFolderCommand
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

    private ImageSelection Selection => new()
    {
        Include = Include,
        Exclude = Exclude,
        First = First,
        MaximumPerClass = MaxPerClass,
    };
}
