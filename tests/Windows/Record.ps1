<#
.SYNOPSIS
Imports Fashion-MNIST, trains on part of it, resumes, measures, predicts and exports; writes every number to a file.

.PARAMETER Path
Folder for numbers.txt, run and store; made anew.

.PARAMETER Dataset
Fashion-MNIST as Debian installs it. On a Windows without it: a folder with its four files.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Path,
    [string] $Dataset = '/usr/share/datasets/fashion-mnist',
    [string] $ModulePath = [IO.Path]::GetFullPath("$PSScriptRoot/../../out/AlexNetPS")
)

$ErrorActionPreference = 'Stop'
Import-Module $ModulePath
$Path = [IO.Directory]::CreateDirectory($Path).FullName
$invariant = [cultureinfo]::InvariantCulture

# Every digit of a number: what is shown hides most of them.
function Format-Number($Value) {
    if ($Value -is [double] -or $Value -is [float]) { $Value.ToString('R', $invariant) } else { "$Value" }
}

function Format-Row($Row, [string[]] $Names) { @($Names | ForEach-Object { "$_=$(Format-Number $Row.$_)" }) -join ' ' }

$lines = & {
    $all = Import-ImageNetFolder -LiteralPath $Dataset -CachePath "$Path/store"
    $set = $all.Take(40, 20)
    "mean $(Format-Number $all.Statistics.Mean[0]) deviation $(Format-Number $all.Statistics.StandardDeviation[0])"

    $recipe = [IO.Path]::GetFullPath("$PSScriptRoot/../../examples/Miniature.json")
    $with = @{ Dataset = $set; Recipe = $recipe; Seed = 3; WarningAction = 'Ignore' }
    $columns = 'Epoch', 'TrainLoss', 'TrainTop1', 'ValidationLoss', 'ValidationTop1', 'LearningRate'
    $run = Invoke-AlexNetTraining @with -Epochs 3 -RunPath "$Path/run"
    foreach ($epoch in $run.Epochs) { "trained $(Format-Row $epoch $columns)" }

    $null = Invoke-AlexNetTraining @with -Epochs 1 -RunPath "$Path/resumed" -KeepState
    $resumed = Invoke-AlexNetTraining @with -Epochs 3 -RunPath "$Path/resumed" -Resume
    foreach ($epoch in $resumed.Epochs) { "resumed $(Format-Row $epoch $columns)" }

    "measured $(Format-Row ($run | Measure-AlexNetModel -Dataset $set) Top1, Top5, Loss)"
    foreach ($prediction in $set.Validation | Get-AlexNetPrediction -Model $run.Model) {
        "predicted $(Format-Row $prediction Label, Probability)"
    }

    $set.Validation | Export-FeatureEmbedding -Model $run.Model -Layer fc4 -OutputPath "$Path/features.npy"
    $run.Model | Export-AlexNetModel -OutputPath "$Path/model.pth"
    "features.npy $((Get-FileHash -LiteralPath "$Path/features.npy").Hash)"
    # Entry by entry: beside them an archive records the system that made it.
    $archive = [IO.Compression.ZipFile]::OpenRead("$Path/model.pth")
    foreach ($entry in $archive.Entries) {
        $stream = $entry.Open()
        "$($entry.FullName) $((Get-FileHash -InputStream $stream).Hash)"
        $stream.Dispose()
    }
    $archive.Dispose()
}
Set-Content -LiteralPath "$Path/numbers.txt" -Value $lines
$lines
