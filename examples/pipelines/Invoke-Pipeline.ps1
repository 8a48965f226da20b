<#
.SYNOPSIS
A pipeline's experiment: imports images, trains a model or reuses one, tests it against rules and a baseline, writes reports.

.DESCRIPTION
GitHub Actions, Azure Pipelines and GitLab call it the same way (github.yml, azure-pipelines.yml and gitlab-ci.yml next to it); on a
developer's machine it does the same. The last line of the log is the verdict, and the exit code tells a pipeline what to do:

0  The model passes each rule.
1  The model is worse than a rule or the baseline allows.
2  An input is broken: images, recipe, rules or baseline. Running again changes nothing.
3  The environment is broken: module, engine, disk, permissions. Another machine may do.

-CachePath is what a pipeline keeps between runs: prepared images and trained runs. A run of the same recipe, images, seed and version
is reused instead of trained again, and one that was stopped continues. -OutputPath is what it uploads: the reports (report.md,
junit.xml, report.json), the model, the baseline that this model would be, and the files of the run for DVC.

The baseline is a small JSON file of the repository. To accept a new model, copy results/baseline.json over it in the same commit.

.EXAMPLE
pwsh -NoProfile -File Invoke-Pipeline.ps1 -Path images -Recipe recipe.json -RulePath rules.psd1 -BaselinePath baseline.json

.EXAMPLE
pwsh -NoProfile -File Invoke-Pipeline.ps1 -Path images -CacheKey

Writes the name of the cache, a hash of the images and of what they become, as the output cache-key (Azure: cacheKey) and into the log.
#>
[CmdletBinding(DefaultParameterSetName = 'Run')]
param(
    # Folder of the images.
    [string] $Path = './images',
    [Parameter(ParameterSetName = 'Run')] [string] $Recipe = 'HalfWidth',
    # Default: the epochs of the recipe.
    [Parameter(ParameterSetName = 'Run')] [int] $Epochs,
    [Parameter(ParameterSetName = 'Run')] [ulong] $Seed = 1,
    [Parameter(ParameterSetName = 'Run')] [string] $Device = 'cpu',
    # Rules of Test-AlexNetModel: a .psd1 or .json file that the team reviews.
    [Parameter(ParameterSetName = 'Run')] [string] $RulePath,
    # A baseline of Export-AlexNetBaseline. As long as there is none, only the rules are tested.
    [Parameter(ParameterSetName = 'Run')] [string] $BaselinePath = './baseline.json',
    [Parameter(ParameterSetName = 'Run')] [string] $OutputPath = './results',
    [string] $CachePath = './.alexnet',
    # Only tells the name of the cache.
    [Parameter(Mandatory, ParameterSetName = 'Key')] [switch] $CacheKey,
    # Default: the module of the clone, if this script is in one, otherwise the installed one.
    [string] $ModulePath
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$accepted, $worseModel, $brokenInput, $brokenEnvironment = 0, 1, 2, 3

# A value for the steps that follow, as each system takes it.
function Set-PipelineOutput([string] $Name, [string] $AzureName, [string] $Value) {
    if ($env:GITHUB_OUTPUT) { "$Name=$Value" | Add-Content -LiteralPath $env:GITHUB_OUTPUT }
    if ($env:TF_BUILD) { "##vso[task.setvariable variable=$AzureName;isOutput=true]$Value" }
    "$Name $Value"
}

# An error where the system shows errors. Names of files and classes in it are text: without escapes they could be commands.
function Get-PipelineError([string] $Title, [string] $Text) {
    $percent = $env:GITHUB_ACTIONS ? '%25' : '%AZP25'
    $escaped = $Text.Replace('%', $percent).Replace("`r", '%0D').Replace("`n", '%0A')
    if ($env:GITHUB_ACTIONS) { "::error title=${Title}::$escaped" }
    elseif ($env:TF_BUILD) { "##vso[task.logissue type=error]${Title}: $escaped" }
    else { '{0}: {1}' -f $Title, $Text }
}

# A line of the log with names in it: what follows a line break could be a command, too.
function Get-Line([string] $Text) { $Text -replace '\p{Cc}', ' ' }

# Whether another machine would end with the same error, by its category (about_AlexNetPS_Errors).
function Test-InputError([System.Management.Automation.ErrorRecord] $Failure) {
    # A run folder that cannot be written is not the recipe's fault, and a missing cmdlet is none of an input.
    $cause = $Failure.Exception.InnerException
    if ($cause -and $cause.GetType().Name -eq 'RecipeException') { return $true }
    $isDisk = $cause -is [UnauthorizedAccessException] -or ($cause -and $cause.GetType() -eq [IO.IOException])
    $Failure.CategoryInfo.Category -in 'InvalidData', 'InvalidArgument', 'InvalidOperation', 'ObjectNotFound' -and -not $isDisk -and
        $Failure.FullyQualifiedErrorId -notlike 'CommandNotFound*'
}

# A folder for the runs of these settings: a run that was stopped, or killed with its machine, continues in it.
function Get-RunPath($Dataset) {
    $resolved = [AlexNetPS.Recipes.Recipe]::Resolve((Test-Path -LiteralPath $Recipe) ? (Convert-Path -LiteralPath $Recipe) : $Recipe)
    $settings = $resolved.ToJson(), $Epochs, $Seed, $Device, $Dataset.CacheKey, (Get-Module AlexNetPS).Version -join "`n"
    $hash = [Convert]::ToHexStringLower([Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes($settings)))
    Join-Path $CachePath runs $hash.Substring(0, 16)
}

try {
    $clone = Join-Path $PSScriptRoot ../../out/AlexNetPS
    Import-Module ($ModulePath ? $ModulePath : (Test-Path -LiteralPath $clone) ? $clone : 'AlexNetPS')

    if ($CacheKey) {
        # Reads the files and decodes none.
        Set-PipelineOutput cache-key cacheKey (Import-ImageNetFolder -LiteralPath $Path -IndexOnly).CacheKey
        exit $accepted
    }

    $null = New-Item -ItemType Directory $OutputPath -Force

    # Images that did not change come from the cache.
    $dataset = Import-ImageNetFolder -LiteralPath $Path -CachePath (Join-Path $CachePath stores)
    Get-Line "Dataset $dataset."
    $broken = @(Test-ImageNetDataset $dataset | Where-Object Severity -EQ Error)
    if ($broken) {
        Get-PipelineError 'Broken input' "Dataset $($dataset.Name): $($broken.What -join ' ')"
        exit $brokenInput
    }

    $with = $Epochs ? @{ Epochs = $Epochs } : @{}
    $run = $dataset | Invoke-AlexNetTraining -Recipe $Recipe -Seed $Seed -Device $Device -RunPath (Get-RunPath $dataset) -Resume -Reuse -Dvc @with
    Get-Line ('{0} {1}: {2} epochs.' -f ($run.IsReused ? 'Reused' : 'Trained'), $run.Name, $run.EpochCount)

    $rules = @{}
    if ($RulePath) { $rules.RulePath = $RulePath }
    if (Test-Path -LiteralPath $BaselinePath) { $rules.Baseline = $BaselinePath }
    $results = $rules.Count ? @($run | Test-AlexNetModel -Dataset $dataset -Device $Device @rules) : @()
    $evaluation = $results ? $results[0].Evaluation : ($run | Measure-AlexNetModel -Dataset $dataset -Device $Device)

    # What proves where the numbers came from, and the baseline that this model would be.
    $evaluation | Export-AlexNetBaseline -OutputPath (Join-Path $OutputPath baseline.json)
    $run | Export-AlexNetModel -OutputPath (Join-Path $OutputPath model.safetensors)
    $record = New-Item -ItemType Directory (Join-Path $OutputPath run) -Force
    'run.json', 'metrics.csv', 'data.csv', 'dvc.yaml', 'dvclive' | ForEach-Object { Join-Path $run.Path $_ } | Copy-Item -Destination $record -Recurse -Force

    $parts = @($results; $evaluation; $run)
    $parts | Export-AlexNetReport (Join-Path $OutputPath junit.xml)
    $parts | Export-AlexNetReport (Join-Path $OutputPath report.json)
    $parts | Export-AlexNetReport (Join-Path $OutputPath report.md) -JobSummary

    $results | Format-Table Rule, Measured, Limit, Passed
    $failed = @($results | Where-Object Passed -EQ $false)
    'Top-1 {0:P1} on {1:N0} validation images. {2} of {3} rules failed{4}' -f $evaluation.Top1, $evaluation.Count, $failed.Count, $results.Count, ($failed ? ": $($failed.Rule -join ', ')." : '.')
    exit ($failed ? $worseModel : $accepted)
}
catch {
    $isInput = Test-InputError $_
    Get-PipelineError ($isInput ? 'Broken input' : 'Broken environment') "$_ ($($_.FullyQualifiedErrorId))"
    exit ($isInput ? $brokenInput : $brokenEnvironment)
}
