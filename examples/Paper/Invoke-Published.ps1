<#
.SYNOPSIS
Trains the authors' CIFAR-10 networks, and Caffe's, as they were published, and compares the test errors.

.DESCRIPTION
All five take about a night and a day on two cores, the shortest first: 6 minutes, 1.4 hours twice, 9 hours twice. The same command
continues what was stopped, so it may run in several nights. A row is written for each network when it is trained.

.EXAMPLE
./Invoke-Published.ps1 -Path ./cifar-10-binary.tar.gz -Recipe Cifar80sec, Cifar18pct -InformationAction Continue

Two of the networks, with a line for each epoch.
#>
[CmdletBinding()]
param(
    # CIFAR-10: its archive, the folder of its batches, or class folders in train and test.
    [Parameter(Mandatory)] [string] $Path,
    # Part of the images, two epochs: shows that everything runs, and no figure.
    [switch] $Quick,
    [ValidateSet('Cifar80sec', 'Cifar18pct', 'CaffeFull', 'CifarLocal11', 'CifarLocal13')]
    [string[]] $Recipe = ('Cifar80sec', 'Cifar18pct', 'CaffeFull', 'CifarLocal11', 'CifarLocal13'),
    [ulong[]] $Seed = 1,
    # Default: the published number of each.
    [int] $Epochs = ($Quick ? 2 : 0),
    # Images of each class. Default: all.
    [int] $PerClass = ($Quick ? 200 : 0),
    [string] $OutputPath = ($Quick ? './paper-quick' : './paper')
)

. (Join-Path $PSScriptRoot Common.ps1)
$cifar = Import-Cifar $Path -PerClass $PerClass
$published = @{
    Cifar80sec   = '26 %', 'Center'
    Cifar18pct   = '18 %', 'Center'
    CaffeFull    = '18 %', 'Center'
    CifarLocal11 = '11 %', 'Ten'
    CifarLocal13 = '13 %', 'Ten'
}

$Recipe | ForEach-Object {
    $figure, $views = $published[$_]
    $variant = @{ $_ = Get-PaperRecipe $_ $Epochs -Quick:$Quick }
    foreach ($row in Invoke-Variant $variant -Dataset $cifar -Seed $Seed -OutputPath $OutputPath) {
        $evaluation = Measure-AlexNetModel $row.Model $cifar -Crops $views
        [pscustomobject]@{ Row = $row; Views = $views; Published = $figure; TestError = 100 * (1 - $evaluation.Top1) }
    }
} | Format-Table @{ Name = 'Recipe'; Expression = { $_.Row.Variant }; Width = 12 }, @{ Name = 'Seed'; Expression = { $_.Row.Seed } },
    @{ Name = 'Epochs'; Expression = { $_.Row.Run.EpochCount } }, Views, Published,
    @{ Name = 'TestError'; Expression = 'TestError'; FormatString = '0.0 \%' },
    @{ Name = 'Hours'; Expression = { $_.Row.Run.Elapsed.TotalHours }; FormatString = '0.0' }
