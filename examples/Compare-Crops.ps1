<#
.SYNOPSIS
One crop against ten: the corners, the centre and their mirror images, averaged (section 4.1 of the paper).

.DESCRIPTION
One network is trained and then judged twice. The paper's top-1 error fell from 39.0 to 37.5 %.

.EXAMPLE
./Compare-Crops.ps1 -Path ./flowers -Recipe HalfWidth -Epochs 10
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $Epochs = 6,
    [ulong] $Seed = 1,
    [string] $OutputPath = './comparisons',
    [string] $Recipe = (Join-Path $PSScriptRoot Miniature.json)
)

. (Join-Path $PSScriptRoot Common.ps1)
$dataset = Get-ExampleDataset -Path $Path
$run = Get-ExampleRecipe 'one network' -Base $Recipe | Invoke-Comparison -Dataset $dataset -Epochs $Epochs -Seed $Seed -OutputPath $OutputPath
'Center', 'Ten' | ForEach-Object {
    $crops = $_
    $run.Run | Measure-AlexNetModel -Dataset $dataset -Crops $crops |
        Select-Object @{ Name = 'Crops'; Expression = { $crops } }, Count, @{ Name = 'Error'; Expression = { [Math]::Round(1 - $_.Top1, 4) } },
            @{ Name = 'Loss'; Expression = { [Math]::Round($_.Loss, 4) } }, @{ Name = 'ImagesPerSecond'; Expression = { [int] $_.ImagesPerSecond } }
} | Format-Table
