<#
.SYNOPSIS
CI step: trains, evaluates, and fails if the model is worse than the baseline by more than chance, or does not keep the rules.

.DESCRIPTION
The baseline is a small JSON file to commit. If it does not exist, it is written and the step passes. -RulePath names further rules,
a .psd1 or .json that a team reviews (Get-Help Test-AlexNetModel).
Exit codes: 0, all rules are kept; 1, the model is worse; 2, an input is broken (images, model, baseline, rules); 3, the environment is
broken (engine, device, disk, memory, access), or the script itself.

.EXAMPLE
pwsh -NoProfile -File examples/Test-Regression.ps1 -Path ./photos -Recipe HalfWidth -Epochs 5

.EXAMPLE
pwsh -NoProfile -File examples/Test-Regression.ps1 -Path ./photos -Model ./candidate.safetensors -RulePath ./gate.psd1

Evaluates a model that was trained elsewhere.
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string] $Model,
    [string] $Recipe = (Join-Path $PSScriptRoot Miniature.json),
    [int] $Epochs = 2,
    [ulong] $Seed = 1,
    [string] $BaselinePath = './baseline.json',
    [string] $RulePath,
    [double] $MaxTop1Drop = 0.01,
    [string] $Device = 'cpu',
    [string] $OutputPath = './regression'
)

# The id of an error tells whose fault it is; of a cmdlet other than the gate, its category does.
function Get-ExitCode([System.Management.Automation.ErrorRecord] $Failure) {
    switch -Wildcard ($Failure.FullyQualifiedErrorId) {
        'ModelBelowRules,*' { return 1 }
        'GateInputBroken,*' { return 2 }
        'GateEnvironmentBroken,*' { return 3 }
    }

    $Failure.CategoryInfo.Category -in 'InvalidData', 'InvalidArgument', 'ObjectNotFound', 'InvalidOperation' ? 2 : 3
}

# No progress bars in a log; each epoch is one line.
$ProgressPreference = 'SilentlyContinue'
try {
    . (Join-Path $PSScriptRoot Common.ps1)
    $dataset = Get-ExampleDataset -Path $Path
    $candidate = if ($Model) { Import-AlexNetModel -Path $Model } else {
        $folder = Join-Path $OutputPath ('{0:yyyyMMdd-HHmmss}' -f (Get-Date))
        $dataset | Invoke-AlexNetTraining -Recipe $Recipe -Epochs $Epochs -Seed $Seed -Device $Device -RunPath $folder -InformationAction Continue
    }
    $evaluation = $candidate | Measure-AlexNetModel -Dataset $dataset -Device $Device
    if (-not (Test-Path -LiteralPath $BaselinePath)) {
        $evaluation | Export-AlexNetBaseline $BaselinePath
        'Baseline written: top-1 {0:P1} on {1:N0} images.' -f $evaluation.Top1, $evaluation.Count
        exit 0
    }

    $rules = @{ Baseline = $BaselinePath; MaxTop1Drop = $MaxTop1Drop }
    if ($RulePath) { $rules.RulePath = $RulePath }
    $results = $evaluation | Test-AlexNetModel @rules
    $results | Format-Table Rule, Measured, Limit, Passed | Out-String
    $results | Assert-AlexNetModel | Out-Null
}
catch {
    'FAILED: {0}' -f $_
    exit (Get-ExitCode $_)
}
