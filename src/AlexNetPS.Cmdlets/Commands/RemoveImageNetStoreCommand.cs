using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Remove, "ImageNetStore", DefaultParameterSetName = ByPath, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveImageNetStoreCommand : AlexNetCmdlet
{
    private const string Page = "Remove-ImageNetStore";

    private const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = ByPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Path))]
    [StorePaths]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LiteralPath))]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [Alias("PSPath", "LP")]
    [StorePaths]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string folder in new PathResolver(this).Existing(literal ? LiteralPath : Path, literal))
        {
            try
            {
                Remove(folder);
            }
            catch (ErrorRecordException e)
            {
                WriteError(e.ErrorRecord);
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, folder));
            }
        }
    }

    private void Remove(string folder)
    {
        ImageNetStore store = Open(folder);
        if (store.Status == StoreStatus.Importing)
        {
            throw new ErrorRecordException(Failure.Record("StoreInUse", ErrorCategory.ResourceBusy,
                $"An import is writing the store '{store.StorePath}'; it was not deleted.", folder,
                "Stop the import first, or wait for its end."));
        }

        if (!ShouldProcess(store.StorePath, $"Delete the store {store}, {store.Size / 1e6:N1} MB"))
            return;
        Run(_ =>
        {
            store.Delete();
            return true;
        });
        WriteVerbose($"Deleted '{store.StorePath}'.");
    }

    private ImageNetStore Open(string folder)
    {
        try
        {
            return Read(_ => ImageNetStore.Open(folder));
        }
        catch (DatasetException e)
        {
            throw new ErrorRecordException(Failure.Record("StoreNotFound", ErrorCategory.ObjectNotFound,
                $"{e.Message} It was not deleted.", folder,
                $"To delete the stores in a folder: Get-ImageNetStore '{folder}' | Remove-ImageNetStore"));
        }
    }
}
