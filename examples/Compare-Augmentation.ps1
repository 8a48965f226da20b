<#
.SYNOPSIS
Training with and without random crops and mirror images (section 4.1 of the paper).

.DESCRIPTION
Without them the training error falls faster: the network learns the images by heart, and Test-TrainingRun says so where the validation
loss rises to the end. They pay where the network has the time to learn from them: with few epochs they cost error. Without -Path it sees 20 images of each class of Fashion-MNIST, whose images are all cut and turned alike, so that crops
and mirror images gain less than on photos. The last lines say which differences are more than chance between the seeds.

.EXAMPLE
./Compare-Augmentation.ps1 -Path ./flowers -Epochs 30
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 40,
    [ulong[]] $Seed = (1, 2, 3),
    [string] $OutputPath = './comparisons'
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path -PerClass 20 -ValidationPerClass 50
$variants = @(
    Get-ExampleRecipe 'crops and mirror images'
    Get-ExampleRecipe 'none' { $_.trainTransforms = $_.evaluationTransforms }
)

$rows = $variants | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath
$rows | Group-Comparison -Property TrainError, ValidationError, ValidationLoss | Format-Table
foreach ($group in $rows | Group-Object Variant) {
    $found = ($group.Group.Run | Test-TrainingRun).Findings.Symptom | Group-Object -NoElement | ForEach-Object { "$($_.Name) in $($_.Count) of $($group.Count) runs" }
    "Test-TrainingRun on '$($group.Name)': $($found ? ($found -join ', ') : 'nothing wrong')"
}

Get-Verdict $rows -Lower none -Higher 'crops and mirror images' -Property TrainError
Get-Verdict $rows -Lower 'crops and mirror images' -Higher none
Get-Verdict $rows -Lower 'crops and mirror images' -Higher none -Property ValidationLoss -Unit nats
