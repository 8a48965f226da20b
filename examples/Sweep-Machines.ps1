<#
.SYNOPSIS
A sweep on several machines: over SSH, as a Slurm job array, or, to begin with, in this process.

.DESCRIPTION
-HostName names machines that train the runs over SSH. -Slurm writes a job array, and submits it if there is a cluster; the same command
returns the results so far. Start it without mpiexec: a sweep divides runs, not batches. The plan and the results are the same, so a
sweep can continue in another way. -OutputPath is on a share that the nodes of a cluster see. Without -Path, a small network learns a
few drawn patterns. about_AlexNetPS_Distributed has the setup.

.EXAMPLE
./Sweep-Machines.ps1 -Path /share/flowers -OutputPath /share/sweep -HostName node1, node2

.EXAMPLE
./Sweep-Machines.ps1 -Path /share/flowers -OutputPath /share/sweep -Slurm
#>
[CmdletBinding()]
param(
    [string] $Path,
    [string[]] $HostName,
    [switch] $Slurm,
    [double[]] $LearningRate = (0.003, 0.01),
    [ulong[]] $Seed = (1, 2),
    [int] $Epochs = 3,
    [string] $OutputPath = './machines'
)

. (Join-Path $PSScriptRoot Common.ps1)
$null = New-Item -ItemType Directory -Path $OutputPath -Force
if (-not $Path) { $Path = New-PatternFolder (Join-Path $OutputPath patterns) }
$photos = Import-ImageNetFolder -Path $Path -ImageSize 36 -CachePath (Join-Path $OutputPath stores)

$how = $HostName ? @{ HostName = $HostName } : $Slurm ? @{ Slurm = $true } : @{ ThrottleLimit = 2 }
$sweep = $photos | Invoke-AlexNetSweep -Recipe @{ recipe = Join-Path $PSScriptRoot Miniature.json; batchSize = 16 } -Set @{ 'optimizer.learningRate' = $LearningRate } -Seed $Seed -Epochs $Epochs -RunPath (Join-Path $OutputPath sweep) @how
$sweep

if ($Slurm -and -not $sweep.IsComplete -and (Get-Command sbatch -ErrorAction Ignore)) { sbatch --time=1:00:00 $sweep.JobScript }
