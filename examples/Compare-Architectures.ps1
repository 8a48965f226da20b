<#
.SYNOPSIS
Compares parameters and multiply-adds of each architecture: convolutions against fully connected layers.

.EXAMPLE
./Compare-Architectures.ps1 | Sort-Object MultiplyAdds
#>
[CmdletBinding()]
param([int] $Classes = 1000)

Import-Module (Join-Path $PSScriptRoot ../out/AlexNetPS)
foreach ($name in (Get-AlexNetArchitecture).Name) {
    $layers = Get-AlexNetArchitecture -Name $name -Classes $Classes
    $parts = $layers | Group-Object Type -AsHashTable
    $sum = { param($type, $what) [long] ($parts[$type] | Measure-Object $what -Sum).Sum }
    [pscustomobject]@{
        Architecture          = $name
        ConvolutionParameters = & $sum Convolution Parameters
        LinearParameters      = & $sum Linear Parameters
        ConvolutionWork       = & $sum Convolution MultiplyAdds
        LinearWork            = & $sum Linear MultiplyAdds
        MultiplyAdds          = [long] ($layers | Measure-Object MultiplyAdds -Sum).Sum
    }
}
