# One training by several processes, as mpiexec starts them, and the signals of schedulers.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $null = Import-TinyDataset -Path "$TestDrive/photos"
    # Filters for two processes.
    $network = (Get-Content (Get-TinyRecipePath) -Raw | ConvertFrom-Json).architecture
    foreach ($layer in $network.layers | Where-Object filters) { $layer.filters = 32 }
    $network | ConvertTo-Json -Depth 5 | Set-Content "$TestDrive/divided.json"
    $shell = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-File'

    # A script that trains; what it does before and after is given.
    function New-TrainingScript([string] $Run, [string] $Parameters, [string] $After, [string] $Warnings = 'Ignore') {
        $path = "$TestDrive/$Run.ps1"
        Set-Content $path @"
Import-Module '$PSScriptRoot/Support.psm1'
Import-StagedModule
`$dataset = Import-ImageNetFolder '$TestDrive/photos' -ImageSize 32 -CachePath '$TestDrive/photos.cache'
`$run = `$dataset | Invoke-AlexNetTraining '$(Get-TinyRecipePath)' -RunPath '$TestDrive/$Run' -WarningAction $Warnings $Parameters
$After
"@
        $path
    }

    # Lines of two ranks may mix in the output of mpiexec: one ends where the other begins.
    function Find-Text([string[]] $Output, [string] $Pattern) {
        ($Output -join ' ' | Select-String $Pattern -AllMatches).Matches.Value
    }

    # Of weights and optimizer, which follow a header that has times.
    function Get-StateHash([string] $Run) {
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/$Run/last.safetensors")
        $header = 8 + [BitConverter]::ToInt64($bytes, 0)
        (Get-FileHash -InputStream ([IO.MemoryStream]::new($bytes, $header, $bytes.Length - $header))).Hash
    }

    function Start-Shell([string] $Script) {
        $start = [Diagnostics.ProcessStartInfo]::new($shell[0])
        foreach ($argument in @($shell | Select-Object -Skip 1) + $Script) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $true
        [Diagnostics.Process]::Start($start)
    }

    function Wait-Epoch([string] $Run, [int] $Count) {
        foreach ($i in 1..6000) {
            if ((Test-Path "$TestDrive/$Run/metrics.csv") -and @(Get-Content "$TestDrive/$Run/metrics.csv").Count -gt $Count) { return }
            Start-Sleep -Milliseconds 50
        }
        throw "The run $Run does not come to epoch $Count."
    }
}

Describe 'Without MPI' {
    It 'says how to start ranks' {
        { Invoke-AlexNetTraining "$TestDrive/photos" (Get-TinyRecipePath) -Distributed Mpi -RunPath "$TestDrive/none" } |
            Should -Throw -ErrorId 'RanksFailed,*' -ExpectedMessage '*mpiexec -n 4 pwsh*'
        Test-Path "$TestDrive/none" | Should -BeFalse
    }
}

Describe 'srun without MPI' {
    BeforeEach { $env:SLURM_STEP_ID, $env:SLURM_PROCID, $env:SLURM_STEP_NUM_TASKS = 0, 0, 4 }
    AfterEach { $env:SLURM_STEP_ID, $env:SLURM_PROCID, $env:SLURM_STEP_NUM_TASKS = $null, $null, $null }

    It 'warns that each task trains by itself, on task <task> with <mode>: <count>' -ForEach @(
        @{ Task = 0; Mode = 'Auto'; Count = 1 }, @{ Task = 1; Mode = 'Auto'; Count = 0 }, @{ Task = 0; Mode = 'None'; Count = 0 }
    ) {
        $env:SLURM_PROCID = $task
        Invoke-AlexNetTraining "$TestDrive/photos" (Get-TinyRecipePath) -WhatIf -Distributed $mode -WarningVariable warnings -WarningAction SilentlyContinue
        @($warnings -like 'srun started 4 tasks without MPI*"srun --mpi=pmix"*-Distributed None*') | Should -HaveCount $count
    }
}

Describe '<_>' -ForEach 'openmpi', 'mpich' -Skip:(-not $IsLinux) {
    BeforeAll {
        $library = $_
        $mpiexec = "/usr/bin/mpiexec.$library"
        function Invoke-Mpi([string] $Script) {
            $own = $library -eq 'openmpi' ? @('--oversubscribe', '--bind-to', 'none') : @()
            $env:OMPI_ALLOW_RUN_AS_ROOT = $env:OMPI_ALLOW_RUN_AS_ROOT_CONFIRM = 1
            & $mpiexec @own -n 2 @shell $Script 2>&1 | ForEach-Object { "$_" -replace '\x1b\[[0-9;?]*[a-zA-Z]|\x1b=' }
        }
    }

    It 'trains one run with two processes, and goes on in one' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $output = Invoke-Mpi (New-TrainingScript "$library-run" '-Epochs 2' 'if ($run) { "RESULT $($run.Status) $($run.EpochCount)" } else { "NOTHING" }')
        Find-Text $output 'RESULT [a-z]+ \d+' | Should -Be 'RESULT Completed 2'
        Find-Text $output 'NOTHING' | Should -HaveCount 1
        # In place of progress bars.
        Find-Text $output 'Epoch \d of 2: train loss' | Should -HaveCount 2
        $json = Get-Content "$TestDrive/$library-run/run.json" -Raw | ConvertFrom-Json
        $json.session.ranks | Should -Be 2
        $json.environment.deviceDescription | Should -BeLike '*2 ranks by *MPI*'
    }

    It 'divides the layers' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $script = New-TrainingScript "$library-divided" "-Epochs 2 -BatchSize 1 -Architecture '$TestDrive/divided.json' -Parallelism Model" `
            'if ($run) { "RESULT $($run.Status) $($run.EpochCount)" } else { "NOTHING" }'
        $output = Invoke-Mpi $script
        Find-Text $output 'RESULT [a-z]+ \d+' | Should -Be 'RESULT Completed 2'
        Find-Text $output 'NOTHING' | Should -HaveCount 1
        (Get-Content "$TestDrive/$library-divided/run.json" -Raw | ConvertFrom-Json).session.parallelism | Should -Be Model
        # The model is whole.
        (Get-AlexNetPrediction "$TestDrive/photos/red" -Model "$TestDrive/$library-divided").Count | Should -Be 20
    }

    It 'trains by itself in a job that a rank starts' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        foreach ($rank in 0, 1) {
            $null = New-TrainingScript "$library-job-$rank" '-Epochs 1 -ProgressAction Ignore' '"JOB $($run.Status) $($run.EpochCount)"'
        }

        Set-Content "$TestDrive/$library-starts.ps1" @"
Import-Module '$PSScriptRoot/Support.psm1'
Import-StagedModule
Start-Job { & "$TestDrive/$library-job-`$env:OMPI_COMM_WORLD_RANK`$env:PMI_RANK.ps1" } | Receive-Job -Wait
"@
        $output = Invoke-Mpi "$TestDrive/$library-starts.ps1"
        Find-Text $output 'JOB Completed 1' | Should -HaveCount 2
        foreach ($rank in 0, 1) {
            (Get-Content "$TestDrive/$library-job-$rank/run.json" -Raw | ConvertFrom-Json).environment.deviceDescription |
                Should -Not -BeLike '*ranks*'
        }
    }

    It 'trains one run after the other' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $second = New-TrainingScript "$library-second" '-Epochs 1' 'if ($run) { "RESULT $($run.Status)" }'
        Set-Content "$TestDrive/$library-parallel.ps1" @"
1..2 | ForEach-Object -Parallel { try { & '$second' } catch { "FAILED `$_" } }
"@
        $output = Invoke-Mpi "$TestDrive/$library-parallel.ps1"
        Find-Text $output 'RESULT [a-z]+' | Should -Be 'RESULT Completed'
        Find-Text $output 'FAILED Another training of this process uses the ranks' | Should -HaveCount 2
    }

    It 'trains no run with what another returns' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $inner = "`$dataset | Invoke-AlexNetTraining '$(Get-TinyRecipePath)' -RunPath '$TestDrive/$library-inner' -WarningAction Ignore"
        $script = New-TrainingScript "$library-outer" "-Epochs 1 | ForEach-Object { try { $inner } catch { ""FAILED `$_"" } }" '$run'
        Find-Text (Invoke-Mpi $script) 'FAILED Another training of this process uses the ranks' | Should -HaveCount 1
        Test-Path "$TestDrive/$library-inner" | Should -BeFalse
    }

    It 'ends all if the script of one fails before its training' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $second = New-TrainingScript "$library-unfailed" '-Epochs 1' ''
        Set-Content "$TestDrive/$library-fails.ps1" @"
Import-Module '$PSScriptRoot/Support.psm1'
Import-StagedModule
if ("`$env:OMPI_COMM_WORLD_RANK`$env:PMI_RANK" -eq 1) { throw 'broken script' }
& '$second'
"@
        $output = Invoke-Mpi "$TestDrive/$library-fails.ps1"
        $LASTEXITCODE | Should -Be 1
        $output -join ' ' | Should -BeLike '*broken script*'
    }

    It 'says that it waits for a rank that comes late' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $second = New-TrainingScript "$library-late" '-Epochs 1' 'if ($run) { "RESULT $($run.Status)" }' -Warnings Continue
        Set-Content "$TestDrive/$library-waits.ps1" @"
Import-Module '$PSScriptRoot/Support.psm1'
Import-StagedModule
`$command = (Get-Command Invoke-AlexNetTraining).ImplementingType
`$command.GetProperty('ConnectingPatience', [Reflection.BindingFlags] 'Static, NonPublic').SetValue(`$null, [TimeSpan]::FromSeconds(0.2))
if ("`$env:OMPI_COMM_WORLD_RANK`$env:PMI_RANK" -eq 1) { while (-not (Test-Path '$TestDrive/$library-waiting')) { Start-Sleep -Milliseconds 100 } }
& '$second' 3>&1 | ForEach-Object { if ("`$_" -like '*waits for ranks*') { `$null = New-Item '$TestDrive/$library-waiting' -Force }; "`$_" }
"@
        $output = Invoke-Mpi "$TestDrive/$library-waits.ps1"
        $output -join ' ' | Should -BeLike '*Rank 0 waits for ranks that have not come to their training*RESULT Completed*'
    }

    It 'waits for none if the images of a rank are missing' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        # The script goes on after the error.
        Set-Content "$TestDrive/$library-missing.ps1" @"
Import-Module '$PSScriptRoot/Support.psm1'
Import-StagedModule
`$rank = "`$env:OMPI_COMM_WORLD_RANK`$env:PMI_RANK"
`$path = `$rank -eq 1 ? '$TestDrive/nowhere' : '$TestDrive/photos'
Invoke-AlexNetTraining `$path '$(Get-TinyRecipePath)' -RunPath '$TestDrive/$library-missing' -ErrorVariable failure -ErrorAction SilentlyContinue
"ERROR `$rank `$(`$failure[0])"
"@
        $output = Invoke-Mpi "$TestDrive/$library-missing.ps1"
        $LASTEXITCODE | Should -Be 0
        $output -join ' ' | Should -BeLike '*ERROR 1 *Rank 1: There is no file or folder*nowhere*'
        $output -join ' ' | Should -BeLike '*ERROR 0 *Rank 1 failed: There is no file or folder*nowhere*'
        Test-Path "$TestDrive/$library-missing" | Should -BeFalse
    }

    It 'asks once, and returns one preview' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $output = Invoke-Mpi (New-TrainingScript "$library-preview" '-WhatIf' 'if ($run) { "PREVIEW $($run.GetType().Name)" } else { "NOTHING" }')
        Find-Text $output 'PREVIEW \w+' | Should -Be 'PREVIEW TrainingPreview'
        Find-Text $output 'NOTHING' | Should -HaveCount 1
        Find-Text $output 'What if:' | Should -HaveCount 1
        # Nobody can answer here: the others are told.
        $output = Invoke-Mpi (New-TrainingScript "$library-asks" '-Confirm -ErrorAction SilentlyContinue -ErrorVariable failure' '"ERROR $($failure[0].ErrorDetails)"')
        Find-Text $output 'Rank 1: Rank 0 failed: ' | Should -HaveCount 1
        Test-Path "$TestDrive/$library-asks" | Should -BeFalse
    }

    It 'sends SIGTERM on to all, which stop with a checkpoint from which the run goes on' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $own = $library -eq 'openmpi' ? @('--oversubscribe', '--bind-to', 'none', '--mca', 'odls_base_sigkill_timeout', '10') : @()
        $env:OMPI_ALLOW_RUN_AS_ROOT = $env:OMPI_ALLOW_RUN_AS_ROOT_CONFIRM = 1
        $start = [Diagnostics.ProcessStartInfo]::new($mpiexec)
        foreach ($argument in $own + '-n', '2' + $shell + (New-TrainingScript "$library-term" '-Epochs 100000 -KeepState' '')) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        $read = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
        Wait-Epoch "$library-term" 2
        & kill -TERM $process.Id
        $process.WaitForExit()
        $run = Get-AlexNetRun "$TestDrive/$library-term"
        $run.StopReason | Should -Match '^Stopped by (SIGTERM|a signal to another rank)\. Resume with: .* # started by mpiexec or srun with 2 processes$' -Because "$($read.Result)"
        $run.HasState | Should -BeTrue
        $more = $run.EpochCount + 1
        foreach ($name in "$library-term", "$library-whole") {
            $output = Invoke-Mpi (New-TrainingScript $name "-Epochs $more -KeepState -Resume" 'if ($run) { "RESULT $($run.Status) $($run.EpochCount)" }')
            Find-Text $output 'RESULT [a-z]+ \d+' | Should -Be "RESULT Completed $more"
        }

        Get-StateHash "$library-term" | Should -Be (Get-StateHash "$library-whole")
    }

    It 'says what a sweep needs, if each process begins it' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        Set-Content "$TestDrive/$library-sweep.ps1" @"
Import-Module '$PSScriptRoot/Support.psm1'
Import-StagedModule
Invoke-AlexNetSweep '$TestDrive/photos' '$(Get-TinyRecipePath)' -Seed (1..20) -Epochs 1 -RunPath '$TestDrive/$library-sweep' -ErrorVariable failure -ErrorAction SilentlyContinue |
    ForEach-Object { "SWEPT `$(`$_.IsComplete)" }
if (`$failure) { "ERROR `$(`$failure[0])" }
"@
        $output = (Invoke-Mpi "$TestDrive/$library-sweep.ps1") -join ' '
        $output | Should -BeLike '*SWEPT True*'
        # Unless one came when the other was done.
        if ($output -like '*ERROR*') { $output | Should -BeLike '*ERROR*Another process is running the sweep*mpiexec*-Claim*' }
    }

    It 'names the rank of an error' {
        if (-not (Test-Path $mpiexec)) { Set-ItResult -Skipped -Because "$mpiexec is not installed"; return }
        $output = Invoke-Mpi (New-TrainingScript "$library-refused" '-Epochs 2 -BatchSize 1' '')
        $text = $output -join ' ' -replace '\s*\|\s*|\s+', ' '
        $text | Should -Match '~ A batch of 1 has no image for each of 2 ranks'
        $text | Should -BeLike '*Rank 1: Rank 0 failed: A batch of 1*'
    }
}

Describe 'A signal' -Skip:(-not $IsLinux) {
    It 'SIGTERM ends the process with a checkpoint' {
        $process = Start-Shell (New-TrainingScript 'terminated' '-Epochs 100000' '"AFTER"')
        Wait-Epoch terminated 2
        & kill -TERM $process.Id
        $process.WaitForExit(600000) | Should -BeTrue
        $process.ExitCode | Should -Be 143
        $run = Get-AlexNetRun "$TestDrive/terminated"
        $run.StopReason | Should -BeLike 'Stopped by SIGTERM. Resume with: *'
        $run.HasState | Should -BeTrue
    }

    It 'SIGUSR1 lets the script go on with a stopped run' {
        $process = Start-Shell (New-TrainingScript 'warned' '-Epochs 100000' '"AFTER $($run.Status)"')
        Wait-Epoch warned 2
        & kill -USR1 $process.Id
        $process.WaitForExit(600000) | Should -BeTrue
        $process.ExitCode | Should -Be 0
        $process.StandardOutput.ReadToEnd() | Should -BeLike '*AFTER Stopped*'
        (Get-AlexNetRun "$TestDrive/warned").StopReason | Should -BeLike 'Stopped by SIGUSR1.*'
    }
}
