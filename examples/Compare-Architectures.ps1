<#
.SYNOPSIS
Compares parameters and multiply-adds of each architecture: convolutions, also locally connected ones, against fully connected layers.

.EXAMPLE
./Compare-Architectures.ps1 | Sort-Object MultiplyAdds
#>
[CmdletBinding()]
param([int] $Classes = 1000)

Import-Module (Join-Path $PSScriptRoot ../out/AlexNetPS)
foreach ($name in (Get-AlexNetArchitecture).Name) {
    $layers = Get-AlexNetArchitecture -Name $name -Classes $Classes
    $sum = { param($type, $what) [long] ($layers | Where-Object Type -In $type | Measure-Object $what -Sum).Sum }
    [pscustomobject]@{
        Architecture          = $name
        ConvolutionParameters = & $sum Convolution, LocallyConnected Parameters
        LinearParameters      = & $sum Linear Parameters
        ConvolutionWork       = & $sum Convolution, LocallyConnected MultiplyAdds
        LinearWork            = & $sum Linear MultiplyAdds
        MultiplyAdds          = [long] ($layers | Measure-Object MultiplyAdds -Sum).Sum
    }
}
