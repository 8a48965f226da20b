<#
.SYNOPSIS
One training by all processes that MPI starts: mpiexec -n 4 pwsh -File Train-Mpi.ps1, or srun in a Slurm job.

.DESCRIPTION
The same script trains alone. Each process has its part of every batch; the first one writes the run and returns it, so that what
follows in the pipeline runs once. -OutputPath is seen by the first process, -Path, a folder with one folder of images per class, by
all. Without -Path, a small network learns a few drawn patterns. A run that was stopped goes on, also with another number of
processes. about_AlexNetPS_Distributed has the setup and how far it scales.

.EXAMPLE
mpiexec -n 4 pwsh -NoProfile -File ./Train-Mpi.ps1 -Path /share/flowers -OutputPath /share/flowers-run

.EXAMPLE
sbatch --nodes=4 --ntasks-per-node=1 --signal=USR1@300 --wrap 'srun --mpi=pmix pwsh -NoProfile -File ./Train-Mpi.ps1 -Path /share/flowers'
#>
[CmdletBinding()]
param(
    [string] $Path,
    [int] $BatchSize = 16,
    [int] $Epochs = 3,
    [string] $OutputPath = './mpi'
)

. (Join-Path $PSScriptRoot Common.ps1)
$null = New-Item -ItemType Directory -Path $OutputPath -Force
$recipe = $Path ? 'HalfWidth' : (Join-Path $PSScriptRoot Miniature.json)
# The processes would draw the patterns at the same time: each has its own.
if (-not $Path) { $Path = New-PatternFolder (Join-Path $OutputPath "patterns-$PID") }
Import-ImageNetFolder -Path $Path -ImageSize 36 -CachePath (Join-Path $OutputPath stores) |
    Invoke-AlexNetTraining -Recipe $recipe -BatchSize $BatchSize -Epochs $Epochs -RunPath (Join-Path $OutputPath run) -Resume
