<#
.SYNOPSIS
Epochs to 25 % training error with ReLU and with tanh: figure 1 of the paper, where ReLU is six times faster.

.DESCRIPTION
Trains the recipe FigureOne, four layers without regularization or augmentation, with each activation at each learning rate, epoch by
epoch until the training error is reached; both are compared at their best rate, as in the paper. The training error is that of
the images as they are trained. The same command continues what was stopped.

.EXAMPLE
./Compare-Activation.ps1 -Path ./cifar-10-binary.tar.gz -Quick
#>
[CmdletBinding()]
param(
    # CIFAR-10: its archive, the folder of its batches, or class folders in train and test.
    [Parameter(Mandatory)] [string] $Path,
    # Part of the images in small batches, to a training error of 50 %: minutes.
    [switch] $Quick,
    [ulong[]] $Seed = 1,
    [double[]] $LearningRate = ($Quick ? (0.001, 0.002) : (0.002, 0.004, 0.008)),
    # In percent.
    [double] $TrainingError = ($Quick ? 50 : 25),
    # A run that needs more ends without a result.
    [int] $Epochs = 60,
    # Images of each class. Default: all.
    [int] $PerClass = ($Quick ? 400 : 0),
    [string] $OutputPath = ($Quick ? './paper-quick' : './paper')
)

. (Join-Path $PSScriptRoot Common.ps1)
$cifar = Import-Cifar $Path -PerClass $PerClass

# The epoch at which the training error crosses the target, interpolated; nothing if it does not.
function Get-Crossing {
    param($Run)
    $before = 100.0
    foreach ($epoch in $Run.Epochs) {
        $now = 100 * (1 - $epoch.TrainTop1)
        if ($now -le $TrainingError) { return $epoch.Epoch - ($TrainingError - $now) / ($before - $now) }
        $before = $now
    }
}

$rows = foreach ($one in $Seed) {
    foreach ($function in 'ReLU', 'tanh') {
        foreach ($rate in $LearningRate) {
            $changes = @{ 'architecture.layers.relu*.function' = $function; 'optimizer.learningRate' = $rate }
            $recipe = Get-PaperRecipe FigureOne -Quick:$Quick -With $changes
            $folder = Join-Path $OutputPath "FigureOne-$function-rate-$rate-seed-$one"
            # With a constant rate a run that grows by an epoch at a time is the same as a long one.
            for ($epoch = 1; $epoch -le $Epochs; $epoch++) {
                $run = Invoke-AlexNetTraining $cifar -Recipe $recipe -Epochs $epoch -Seed $one -RunPath $folder -Resume -KeepState
                if (Get-Crossing $run) { break }
            }

            [pscustomobject]@{ Variant = $function; LearningRate = $rate; Seed = $one; Epochs = Get-Crossing $run; Run = $run }
        }
    }
}

$rows | Format-Table Variant, @{ Name = 'LearningRate'; Expression = { "$($_.LearningRate)" } }, Seed,
    @{ Name = "EpochsTo$TrainingError%"; Expression = 'Epochs'; FormatString = '0.00' },
    @{ Name = 'LastTrainError'; Expression = { 100 * (1 - $_.Run.Epochs[-1].TrainTop1) }; FormatString = '0.0 \%' }

# The best rate of an activation is that with the fewest epochs over all seeds.
$best = foreach ($group in $rows | Group-Object Variant) {
    ($group.Group | Group-Object LearningRate | Where-Object { $_.Group.Epochs -notcontains $null } |
        Sort-Object { ($_.Group.Epochs | Measure-Object -Average).Average } | Select-Object -First 1).Group
}

$relu, $tanh = @($best | Where-Object Variant -EQ ReLU), @($best | Where-Object Variant -EQ tanh)
if (-not ($relu -and $tanh)) { return "Not both reached $TrainingError % in $Epochs epochs: use more -Epochs, or another -LearningRate." }
$ratio = ($tanh.Epochs | Measure-Object -Average).Average / ($relu.Epochs | Measure-Object -Average).Average
'{0} %: ReLU at rate {1} {2:0.0} times sooner than tanh at rate {3}; the paper: 6 times.' -f $TrainingError,
    $relu[0].LearningRate, $ratio, $tanh[0].LearningRate
foreach ($one in $relu[0], $tanh[0]) {
    $ends = $LearningRate | Measure-Object -Minimum -Maximum | ForEach-Object { $_.Minimum, $_.Maximum }
    if ($LearningRate.Count -gt 2 -and $one.LearningRate -in $ends) {
        "  $($one.LearningRate) is the last rate tried for $($one.Variant): one beyond it may be better."
    }
}

Get-Difference $best -Of ReLU -From tanh -Property Epochs -Unit epochs
Export-ErrorChart $best -Title 'ReLU and tanh' -Path (Join-Path $OutputPath activation) -TrainingOnly
