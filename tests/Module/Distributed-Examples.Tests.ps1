# The examples of several machines, as a user runs them: by mpiexec on this machine, a sweep in one process and as a job array.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    $examples = [IO.Path]::GetFullPath("$PSScriptRoot/../../examples")
    $shell = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive'
    # In a process of its own, because it imports the module of the clone.
    function Invoke-Example([string] $Name, [string[]] $Arguments) { & $shell[0] @($shell | Select-Object -Skip 1) -File "$examples/$Name" @Arguments 2>&1 | Out-String }
}

Describe 'examples/Train-Mpi.ps1' -Skip:(-not $IsLinux -or -not (Test-Path "$PSScriptRoot/../../out/AlexNetPS")) {
    It 'trains one run with two processes of <_>, and measures it once' -ForEach 'openmpi', 'mpich' {
        if (-not (Test-Path "/usr/bin/mpiexec.$_")) { Set-ItResult -Skipped -Because "/usr/bin/mpiexec.$_ is not installed"; return }
        $own = $_ -eq 'openmpi' ? @('--oversubscribe', '--bind-to', 'none') : @()
        $env:OMPI_ALLOW_RUN_AS_ROOT = $env:OMPI_ALLOW_RUN_AS_ROOT_CONFIRM = 1
        $output = & "/usr/bin/mpiexec.$_" @own -n 2 @shell -File "$examples/Train-Mpi.ps1" -Epochs 1 -OutputPath "$TestDrive/$_" 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $output
        [regex]::Matches($output, 'evaluated on').Count | Should -Be 1 -Because $output
        (Get-Content "$TestDrive/$_/run/run.json" -Raw | ConvertFrom-Json).session.ranks | Should -Be 2
    }

    It 'imports photos at the size of its recipe' {
        $null = New-ImageFolder -Path "$TestDrive/photos" -Count 4
        $null = Invoke-Example Train-Mpi.ps1 @('-Path', "$TestDrive/photos", '-Epochs', 1, '-BatchSize', 4, '-CachePath', "$TestDrive/stores", '-OutputPath', "$TestDrive/alone")
        $LASTEXITCODE | Should -Be 0
        (Get-ChildItem "$TestDrive/stores" -Recurse -Filter dataset.json | Get-Content -Raw | ConvertFrom-Json).imageSize | Should -Be 256
        "$TestDrive/alone/run/best.safetensors" | Should -Exist
    }

    It 'ends with an exit code if its images are not there' {
        $output = Invoke-Example Train-Mpi.ps1 @('-Path', "$TestDrive/nowhere", '-OutputPath', "$TestDrive/failed")
        $LASTEXITCODE | Should -Be 1 -Because $output
    }
}

Describe 'examples/Sweep-Machines.ps1' -Skip:(-not (Test-Path "$PSScriptRoot/../../out/AlexNetPS")) {
    It 'prepares a job array, and trains the same sweep in this process' {
        # Without a cluster: sbatch is not found.
        $arguments = '-Epochs', '1', '-OutputPath', "$TestDrive/sweep"
        $output = if (Get-Command sbatch -ErrorAction Ignore) { 'Slurm is here: not submitted' } else { Invoke-Example Sweep-Machines.ps1 (@('-Slurm') + $arguments) }
        if ($output -notlike 'Slurm is here*') { "$TestDrive/sweep/sweep/sweep.sbatch" | Should -Exist -Because $output }
        $output = Invoke-Example Sweep-Machines.ps1 $arguments
        $LASTEXITCODE | Should -Be 0 -Because $output
        Get-ChildItem "$TestDrive/sweep/sweep" -Recurse -Filter run.json | Should -HaveCount 4
        $output | Should -Match 'learningRate'
    }
}
