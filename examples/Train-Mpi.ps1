<#
.SYNOPSIS
One training by all processes that MPI starts: mpiexec -n 4 pwsh -File Train-Mpi.ps1, or srun in a Slurm job.

.DESCRIPTION
The same script trains alone. Each process (rank) has its part of every batch; rank 0 writes the run and evaluates it, the others return
nothing. -OutputPath is seen by rank 0, -Path, a folder with one folder of images per class, by all. Import -Path once before the job,
with the same -CachePath, so that the ranks only open the store. Without -Path, a small network learns a few drawn patterns. A run
that was stopped goes on, also with another number of processes. Common.ps1 sets $ErrorActionPreference to Stop: a rank that fails
then ends the job. about_AlexNetPS_Distributed has the setup and how far it scales.

.EXAMPLE
mpiexec -n 4 --bind-to none pwsh -NoProfile -File ./Train-Mpi.ps1 -Path /share/flowers -CachePath /share/stores -OutputPath /share/run

Four ranks on this machine, by Open MPI. MPICH's mpiexec has no --bind-to none and needs none.

.EXAMPLE
sbatch --nodes=4 --ntasks-per-node=1 --cpus-per-task=32 --signal=USR1@300 --wrap 'srun --mpi=pmix --cpus-per-task=32 --kill-on-bad-exit pwsh -NoProfile -File ./Train-Mpi.ps1 -Path /share/flowers -CachePath /share/stores -OutputPath /share/run'

A Slurm job on four nodes.
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $BatchSize = 16,
    [int] $Epochs = 3,
    [string] $CachePath,
    [string] $OutputPath = './mpi'
)

. (Join-Path $PSScriptRoot Common.ps1)
$null = New-Item -ItemType Directory -Path $OutputPath -Force
$images = @{ Path = $Path; CachePath = $CachePath ? $CachePath : (Join-Path $OutputPath stores) }
$recipe = 'HalfWidth'
if (-not $Path) {
    $recipe = Join-Path $PSScriptRoot Miniature.json
    # The ranks would draw the patterns at the same time: each has its own.
    $images.Path = New-PatternFolder (Join-Path $OutputPath "patterns-$PID")
    $images.ImageSize = 36
}

$dataset = Import-ImageNetFolder @images
$run = $dataset | Invoke-AlexNetTraining -Recipe $recipe -BatchSize $BatchSize -Epochs $Epochs -RunPath (Join-Path $OutputPath run) -Resume
# Rank 0 has the run.
if ($run) { $run | Measure-AlexNetModel -Dataset $dataset }
