# Sessions with processes of this machine: the same remoting as over SSH, which tests/cluster/sweep-ssh runs.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny = Get-TinyRecipePath
    $plan = @{ Recipe = $tiny; Set = @{ batchSize = 8, 12 }; Seed = 1, 2; Epochs = 3; WarningAction = 'Ignore' }
    $one = $dataset | Invoke-AlexNetSweep @plan -RunPath "$TestDrive/one"
    $made = [System.Collections.Generic.List[object]]::new()

    function New-ProcessSession {
        [CmdletBinding()]
        param()
        $process = [System.Management.Automation.Runspaces.PowerShellProcessInstance]::new()
        $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null, $process)
        $runspace.Open()
        $session = [System.Management.Automation.Runspaces.PSSession]::Create($runspace, 'Process', $PSCmdlet)
        $made.Add($session)
        $session | Add-Member -NotePropertyName Process -NotePropertyValue $process.Process -PassThru
    }

    function Get-Result($Sweep) {
        $Sweep.Rows | ForEach-Object { '{0} {1} {2} {3:R} {4:R}' -f $_.Folder, $_.Status, $_.EpochsDone, $_.TrainLoss, $_.ValidationTop1 }
    }
}

AfterAll { $made | Where-Object State -EQ Opened | Remove-PSSession }

Describe 'Invoke-AlexNetSweep -Session' {
    It 'has the results of one process, and leaves the sessions open' {
        $sessions = (New-ProcessSession), (New-ProcessSession)
        $result = $dataset | Invoke-AlexNetSweep @plan -RunPath "$TestDrive/two" -Session $sessions
        $result | Should -BeOfType AlexNetPS.Training.Sweeps.SweepResult
        Get-Result $result | Should -Be (Get-Result $one)
        $sessions.State | Should -Be 'Opened', 'Opened'
        Get-ChildItem "$TestDrive/two" -Force -Name | Sort-Object | Should -Be '01-seed1', '01-seed2', '02-seed1', '02-seed2', 'sweep.json'
        $halved = @{ Halving = $true; ReductionFactor = 2 }
        $expected = $dataset | Invoke-AlexNetSweep @plan @halved -RunPath "$TestDrive/one-halved"
        Get-Result ($dataset | Invoke-AlexNetSweep @plan @halved -RunPath "$TestDrive/two-halved" -Session $sessions) | Should -Be (Get-Result $expected)
    }

    It 'warns of a machine that lacks something, by name, and of none left with one error' {
        $session = New-ProcessSession
        $other = New-ProcessSession
        $imported = New-ProcessSession
        $imported.Runspace | Should -Not -BeNullOrEmpty
        Invoke-Command -Session $other { New-Module -Name AlexNetPS { } | Import-Module -Global }
        $session.Process.Kill()
        $session.Process.WaitForExit()
        $result = $dataset | Invoke-AlexNetSweep @plan -RunPath "$TestDrive/lost" -Session $session, $other -WarningAction SilentlyContinue -WarningVariable warned -ErrorVariable failure -ErrorAction SilentlyContinue
        $warned | Where-Object { $_ -like '*takes no more runs of the sweep: *' } | Should -HaveCount 2
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SweepHostsLost,*'
        $result.IsComplete | Should -BeFalse
        # The same command goes on, elsewhere.
        Get-Result ($dataset | Invoke-AlexNetSweep @plan -RunPath "$TestDrive/lost" -Session $imported) | Should -Be (Get-Result $one)
    }

    It 'reports a run that fails once, after a second machine' {
        $sessions = (New-ProcessSession), (New-ProcessSession)
        $result = $dataset | Invoke-AlexNetSweep $tiny -Set @{ 'optimizer.learningRate' = 1e30, 0.01 } -Epochs 1 -RunPath "$TestDrive/failed" -Session $sessions -WarningAction Ignore -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure | Where-Object FullyQualifiedErrorId -Like 'SweepRunFailed,*' | Should -HaveCount 1
        $result.Rows.Status | Should -Be 'Failed', 'Completed'
    }

    It 'stops all runs with Ctrl+C, each with a checkpoint, and shows a bar for each machine' {
        $sessions = (New-ProcessSession), (New-ProcessSession)
        $script = 'Invoke-AlexNetSweep $dataset $tiny -Set @{ batchSize = 8, 4 } -Epochs 1000000 -Session $sessions -RunPath $path'
        $stopped = Stop-ScriptWhen -Script $script -Variable @{ dataset = $dataset; tiny = $tiny; path = "$TestDrive/stopped"; sessions = $sessions } -ShowProgress -When {
            @(Get-AlexNetRun "$TestDrive/stopped" -ErrorAction SilentlyContinue | Where-Object EpochCount -GT 0).Count -eq 2
        }
        $stopped.WasRunning | Should -BeTrue
        $stopped.State | Should -Be 'Stopped'
        $runs = Get-AlexNetRun "$TestDrive/stopped"
        $runs.Status | Sort-Object -Unique | Should -Be 'Stopped'
        $runs.HasState | Should -Be $true, $true
        @($stopped.Progress | Where-Object Activity -EQ 'localhost').ParentActivityId | Sort-Object -Unique | Should -HaveCount 1
    }
}

Describe 'Invoke-AlexNetSweep -Slurm' {
    It 'writes an array, whose elements have the results of one process together' {
        $path = "$TestDrive/array"
        $written = $dataset | Invoke-AlexNetSweep @plan -RunPath $path -Slurm -ThrottleLimit 2
        $written.IsComplete | Should -BeFalse
        $written | Get-RenderedText | Should -Match "4 runs not finished; to train: sbatch '.*sweep\.sbatch'"
        (Import-Csv "$path/parameters.csv").batchSize | Should -Be 8, 8, 12, 12
        "$path/sweep.sbatch" | Should -FileContentMatch '^#SBATCH --array=1-4%2$'
        $rows = foreach ($i in 1..4) { Invoke-AlexNetSweep $dataset -RunPath $path -Claim -WarningAction Ignore 6> $null }
        $rows | Should -BeOfType AlexNetPS.Training.Sweeps.SweepRun
        $rows.Folder | Should -Be '01-seed1', '01-seed2', '02-seed1', '02-seed2'
        Invoke-AlexNetSweep $dataset -RunPath $path -Claim -InformationVariable told 6> $null | Should -BeNullOrEmpty
        "$told" | Should -BeLike 'Every run of the sweep is trained*'
        Get-Result ($dataset | Invoke-AlexNetSweep @plan -RunPath $path -Slurm -ThrottleLimit 2) | Should -Be (Get-Result $one)
    }

    It 'rejects successive halving, and a part of a dataset' {
        { $dataset | Invoke-AlexNetSweep @plan -RunPath "$TestDrive/never" -Slurm -Halving } | Should -Throw '*do not wait for each other*' -ErrorId 'TrainingRefused,*'
        { $dataset | New-ImageNetFold -Count 3 -Fold 1 | Invoke-AlexNetSweep @plan -RunPath "$TestDrive/never" -Slurm } | Should -Throw '*part of a dataset*' -ErrorId 'TrainingRefused,*'
        "$TestDrive/never" | Should -Not -Exist
    }
}

Describe 'Invoke-AlexNetSweep -Row' {
    It 'trains a run as it is planned, up to an epoch' {
        $path = "$TestDrive/rows"
        $null = $dataset | Invoke-AlexNetSweep @plan -RunPath $path -Slurm
        $row = Invoke-AlexNetSweep $dataset -RunPath $path -Row 02-seed1 -LastEpoch 1 -WarningAction Ignore
        $row.Status, $row.EpochsDone | Should -Be 'Stopped', 1
        (Invoke-AlexNetSweep $dataset -RunPath $path -Row 02-seed1 -WarningAction Ignore).TrainLoss | Should -Be $one.Rows[2].TrainLoss
        { Invoke-AlexNetSweep $dataset -RunPath $path -Row 09-seed1 } | Should -Throw "*has no run '09-seed1'*" -ErrorId 'TrainingRefused,*'
        { Invoke-AlexNetSweep $dataset -RunPath "$TestDrive/photos" -Claim } | Should -Throw '*There is no sweep*' -ErrorId 'TrainingRefused,*'
    }
}

Describe 'Invoke-AlexNetSweep rejects' {
    It '<Like>' -ForEach @(
        @{ With = @{ Slurm = $true; Claim = $true }; Like = '-Slurm and -Claim exclude each other.' }
        @{ With = @{ HostName = 'a'; Row = 'x' }; Like = '-HostName and -Row exclude each other.' }
        @{ With = @{ HostName = 'a'; ThrottleLimit = 2 }; Like = '-ThrottleLimit is for runs in one process*Name a machine twice*' }
        @{ With = @{ LastEpoch = 2 }; Like = '-LastEpoch is for -Row.' }
        @{ With = @{ Claim = $true; Epochs = 2 }; Like = '-Epochs is a part of the plan*' }
        @{ With = @{ Row = 'x'; Set = @{ batchSize = 8 } }; Like = '-Set is a part of the plan*' }
    ) {
        { Invoke-AlexNetSweep $dataset -RunPath "$TestDrive/never" @With } | Should -Throw $Like -ErrorId 'ArgumentInvalid,*'
        "$TestDrive/never" | Should -Not -Exist
    }
}
