# Many runs: their folders, names and tags, what is shown of them while they train, and what they would need.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    if (-not ('TestHost' -as [type])) { Add-Type -Path "$PSScriptRoot/TestHost.cs" }
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny, $module = (Get-TinyRecipePath), (Get-StagedModulePath)

    # Runs a script with a terminal; -When stops it as Ctrl+C does. No silence: short work shows what long work shows.
    function Invoke-InTerminal([string] $Script, [scriptblock] $When = { $false }) {
        $terminal = [TestHost]::new()
        $runspace = [runspacefactory]::CreateRunspace($terminal)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        Invoke-Expression (Get-SilenceSetting '00:00:00')
        try {
            foreach ($name in 'dataset', 'tiny', 'TestDrive') { $runspace.SessionStateProxy.SetVariable($name, (Get-Variable $name -ValueOnly)) }
            # One statement: PowerShell ends the process if a batch of them is stopped as one fails.
            $null = $shell.AddScript("Import-Module '$module'`n$Script")
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]$null, $output)
            $clock = [Diagnostics.Stopwatch]::StartNew()
            while (-not $running.IsCompleted -and -not (& $When) -and $clock.Elapsed.TotalMinutes -lt 10) { Start-Sleep -Milliseconds 20 }
            if (-not $running.IsCompleted) { $null = $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne([timespan]::FromMinutes(10)) }
            [pscustomobject]@{ Lines = @($terminal.Lines); Output = @($output); Information = @($shell.Streams.Information); Progress = @($shell.Streams.Progress); Errors = @($shell.Streams.Error) }
        }
        finally {
            Invoke-Expression (Get-SilenceSetting '00:00:02')
            $shell.Dispose()
            $runspace.Dispose()
        }
    }
}

Describe 'Run folders' {
    It 'are never shared by runs that begin in the same second' {
        $folder = (New-Item "$TestDrive/many" -ItemType Directory).FullName
        $paths = 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module
            Set-Location $using:folder
            ($using:dataset | Invoke-AlexNetTraining -Recipe $using:tiny -Epochs 1 -Seed $_ -Name 'same name').Path
        }
        $paths | Sort-Object -Unique | Should -HaveCount 3
        $paths | Split-Path -Leaf | Should -Match '^\d{8}-\d{6}-same_name(-\d)?$'
        (Get-AlexNetRun "$folder/runs" | Where-Object Status -EQ Completed).Seed | Sort-Object | Should -Be 1, 2, 3
    }
}

Describe 'Labels of runs' {
    BeforeAll {
        $runs = "$TestDrive/labeled"
        # Names in an order that is not that of time.
        $null = Invoke-TinyTraining $dataset "$runs/z" -With @{ Epochs = 1; Name = 'first'; Tag = 'trial', 'lr-3'; Note = 'a note' }
        $between = Get-Date
        $null = Invoke-TinyTraining $dataset "$runs/m" -With @{ Epochs = 1; Tag = 'lr-4' }
        $null = Invoke-TinyTraining $dataset "$runs/a" -With @{ Epochs = 1 }
    }

    It 'are kept, and changed on -Resume only if they are given' {
        $run = Get-AlexNetRun "$runs/z"
        $run.Name, $run.Note | Should -Be 'first', 'a note'
        $run.Tags | Should -Be 'trial', 'lr-3'
        $run.Model.Name | Should -Be 'first'
        $run = Invoke-AlexNetTraining $dataset -RunPath "$runs/z" -Resume -Note 'another'
        $run.Name, $run.Note | Should -Be 'first', 'another'
        $run.Tags | Should -Be 'trial', 'lr-3'
    }

    It 'find runs, the newest last: <Name>' -ForEach @(
        @{ Name = 'all'; With = @{}; Found = 'z', 'm', 'a' }
        @{ Name = '-Tag'; With = @{ Tag = 'TRIAL' }; Found = 'z' }
        @{ Name = '-Tag with wildcards'; With = @{ Tag = 'none', 'lr-*' }; Found = 'z', 'm' }
        @{ Name = '-Status'; With = @{ Status = 'Running', 'Stopped' }; Found = @() }
        @{ Name = '-Recipe'; With = @{ Recipe = 'ti*'; Status = 'Completed' }; Found = 'z', 'm', 'a' }
        @{ Name = '-Recipe of none'; With = @{ Recipe = 'Half*' }; Found = @() }
        @{ Name = '-Tag and -Last'; With = @{ Tag = '*'; Last = 1 }; Found = 'm' }
    ) { @(Get-AlexNetRun $runs @With).Folder | Should -Be $Found }

    It 'find runs since a time' {
        (Get-AlexNetRun $runs -Since $between).Folder | Should -Be 'm', 'a'
        Get-AlexNetRun $runs -Since (Get-Date).AddDays(1) | Should -BeNullOrEmpty
        (Get-AlexNetRun $runs -Since $between.ToUniversalTime()).Folder | Should -Be 'm', 'a'
    }

    It 'are completed' {
        (TabExpansion2 "Get-AlexNetRun '$runs' -Tag ").CompletionMatches.CompletionText | Should -Be 'lr-3', 'lr-4', 'trial'
        (TabExpansion2 "Get-AlexNetRun '$runs' -Recipe T").CompletionMatches.CompletionText | Should -Be 'Tiny'
        (TabExpansion2 "Get-AlexNetRun '$runs' -Status S").CompletionMatches.CompletionText | Should -Contain 'Stopped'
    }

    It 'are rejected before the import where they cannot be used: <Name>' -ForEach @(
        @{ Name = 'a tag that is a pattern'; With = @{ Tag = 'a*' } }
        @{ Name = 'a name of two lines'; With = @{ Name = "a`nb" } }
    ) {
        { Invoke-AlexNetTraining "$TestDrive/photos" -Recipe $tiny -RunPath "$TestDrive/rejected" @With } | Should -Throw -ErrorId 'TrainingRefused,*'
        Test-Path "$TestDrive/rejected" | Should -BeFalse
    }
}

Describe 'Epochs' {
    It 'are records of the information stream with the EpochResult' {
        $run = $dataset | Invoke-AlexNetTraining -Recipe $tiny -Epochs 2 -RunPath "$TestDrive/records" -InformationVariable records
        $records | Should -HaveCount 2
        $records[0].MessageData | Should -BeOfType AlexNetPS.Training.EpochResult
        $records.MessageData.TrainLoss | Should -Be $run.Epochs.TrainLoss
        $records[0].Tags | Should -Be 'AlexNetPS.Epoch', 'AlexNetPS.Checkpoint'
        $records[0].Source | Should -Be 'Invoke-AlexNetTraining'
    }

    It 'are rows of a table in a terminal' {
        $shown = Invoke-InTerminal '$dataset | Invoke-AlexNetTraining -Recipe $tiny -Epochs 3 -RunPath "$TestDrive/table" -WarningAction Ignore'
        $shown.Errors | Should -BeNullOrEmpty
        $rows = @($shown.Lines | Where-Object { $_ })
        $rows | Should -HaveCount 5
        $rows[0] -split ' +' -ne '' | Should -Be 'Epoch', 'TrainLoss', 'TrainTop1', 'ValLoss', 'ValTop1', 'LearningRate', 'Seconds'
        $rows.Length | Sort-Object -Unique | Should -HaveCount 1
        $rows[0].Length | Should -BeLessOrEqual 79
        $rows[2] | Should -Match '^ *→ 1 +\d+\.\d{4} +'
        $rows[4] | Should -Match '\b3 +\d+\.\d{4} +'
    }

    It 'are no rows where <Name>' -ForEach @(
        @{ Name = '-ProgressAction turns them off'; With = '-ProgressAction SilentlyContinue'; Records = 2 }
        @{ Name = '$ProgressPreference turns them off'; Before = '$ProgressPreference = "SilentlyContinue"'; Records = 2 }
    ) {
        $shown = Invoke-InTerminal "$Before; `$dataset | Invoke-AlexNetTraining -Recipe `$tiny -Epochs 2 -RunPath '$TestDrive/silent-$([guid]::NewGuid())' -WarningAction Ignore $With"
        $shown.Errors | Should -BeNullOrEmpty
        $shown.Lines | Should -BeNullOrEmpty
        $shown.Progress | Where-Object Activity -Like 'Training*' | Should -BeNullOrEmpty
        $shown.Information | Should -HaveCount $Records
    }
}

Describe 'Ctrl+C' {
    It 'says last how to resume, with a command that does' {
        $path = "$TestDrive/it's stopped"
        $shown = Invoke-InTerminal "`$dataset | Invoke-AlexNetTraining -Recipe `$tiny -Epochs 100000 -RunPath `"$path`" -Threads 1 -ProgressAction SilentlyContinue -WarningAction Ignore" -When { Test-Path -LiteralPath "$path/last.safetensors" }
        $shown.Lines[-1] | Should -Match 'is stopped after [\d,]+ of 100,000 epochs\. Stopped by the user\. Resume with: '
        $run = Get-AlexNetRun -LiteralPath $path
        $run.Status | Should -Be 'Stopped'
        $shown.Lines[-1] | Should -BeLike "*$($run.StopReason)"
        $command = $run.StopReason -replace '^.*Resume with: '
        $command | Should -Be "Invoke-AlexNetTraining '$($dataset.StorePath)' -RunPath '$($run.Path -replace "'", "''")' -Resume -Threads 1"
        (Invoke-Expression "$command -Epochs $($run.EpochCount + 1)").Status | Should -Be 'Completed'
    }

    It 'says what becomes of an import' {
        $many = New-ImageFolder "$TestDrive/many-images" -Class blue, red -Count 150
        $shown = Invoke-InTerminal "Import-ImageNetFolder '$many' -CachePath '$TestDrive/stopped-cache' -Threads 1 -ImageSize 1500" -When { Test-Path "$TestDrive/stopped-cache/*.partial/import.journal" }
        $shown.Output | Should -BeNullOrEmpty
        $shown.Lines[-1] | Should -BeLike "The import of '*many-images' is stopped.*the same command continues."
    }
}

Describe '-WhatIf' {
    It 'of training returns what it needs, and writes nothing' {
        $preview = $dataset | Invoke-AlexNetTraining -Recipe $tiny -Epochs 5 -BatchSize 8 -Name trial -RunPath "$TestDrive/what-if" -WhatIf
        $preview | Should -BeOfType AlexNetPS.Training.TrainingPreview
        Test-Path "$TestDrive/what-if" | Should -BeFalse
        $preview.Name, $preview.Epochs, $preview.Recipe.BatchSize | Should -Be 'trial', 5, 8
        $preview.StepsPerEpoch | Should -Be ([Math]::Ceiling($dataset.Train.Count / 8))
        $preview.Steps | Should -Be (5 * $preview.StepsPerEpoch)
        $preview.MemoryBytes, $preview.DiskBytes | ForEach-Object { $_ | Should -BeGreaterThan ($preview.Parameters * 4) }
        $preview | Get-RenderedText | Should -Match '(?m)^Steps +: \d+: 5 epochs of'
    }

    It 'of training does not import a folder' {
        $images = New-ImageFolder "$TestDrive/not-imported"
        $before = Get-ChildItem ([Environment]::GetFolderPath('LocalApplicationData')) -Filter 'not-imported*' -Recurse -ErrorAction Ignore
        $preview = Invoke-AlexNetTraining $images -Recipe $tiny -RunPath "$TestDrive/what-if" -WhatIf -WarningAction Ignore
        $preview.TrainImages + $preview.ValidationImages | Should -Be 60
        Get-ChildItem ([Environment]::GetFolderPath('LocalApplicationData')) -Filter 'not-imported*' -Recurse -ErrorAction Ignore | Should -Be $before
    }

    It 'of import returns what it needs, and writes nothing' {
        $images = New-ImageFolder "$TestDrive/previewed"
        $preview = Import-ImageNetFolder $images -CachePath "$TestDrive/previewed-cache" -ImageSize 32 -StoreFormat Npy -WhatIf
        $preview | Should -BeOfType AlexNetPS.Datasets.ImportPreview
        Test-Path "$TestDrive/previewed-cache" | Should -BeFalse
        $preview.Classes, $preview.ToDecode | Should -Be 3, 60
        $imported = Import-ImageNetFolder $images -CachePath "$TestDrive/previewed-cache" -ImageSize 32 -StoreFormat Npy
        $preview.StoreFolder | Should -Be $imported.StorePath
        $preview.TrainImages, $preview.ValidationImages | Should -Be $imported.Train.Count, $imported.Validation.Count
        (Import-ImageNetFolder $images -CachePath "$TestDrive/previewed-cache" -ImageSize 32 -StoreFormat Npy -WhatIf).ToDecode | Should -Be 0
    }

    It 'checks what the training checks' {
        { $dataset | Invoke-AlexNetTraining -Recipe $tiny -BatchSize 5000 -WhatIf } | Should -Throw '*5000 is larger than the training set*'
    }
}

Describe '-Convolution' {
    BeforeAll {
        $wide = Get-Content $tiny -Raw | ForEach-Object { $_ -replace '"filters": 8', '"filters": 48' -replace '(?=\{ "type": "Activation", "name": "relu1" \})', '{ "type": "Convolution", "name": "conv2", "filters": 48, "kernel": 3, "padding": 1 }, ' }
        $wide | Set-Content "$TestDrive/Wide.json"
        $rule, $direct = 'Auto', 'Direct' | ForEach-Object {
            Invoke-AlexNetTraining $dataset -Recipe "$TestDrive/Wide.json" -Epochs 1 -LearningRate 1e-3 -Seed 4 -RunPath "$TestDrive/convolution-$_" -KeepState -Convolution $_ -WarningAction Ignore
        }
    }

    It 'is a parameter of everything that runs a network' {
        (Get-Command -Module AlexNetPS | Where-Object { $_.Parameters['Device'].ParameterType -eq [string] -and -not $_.Parameters.ContainsKey('Convolution') }).Name | Should -BeNullOrEmpty
        { Measure-AlexNetModel $rule -Dataset $dataset -Convolution Fast } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
    }

    It 'reaches the engine' {
        $direct.Epochs[0].TrainLoss | Should -Not -Be $rule.Epochs[0].TrainLoss
        $direct.Epochs[0].TrainLoss | Should -BeGreaterThan ($rule.Epochs[0].TrainLoss - 1e-3)
        $direct.Epochs[0].TrainLoss | Should -BeLessThan ($rule.Epochs[0].TrainLoss + 1e-3)
        $uses = @{
            'Measure-AlexNetModel'     = { (Measure-AlexNetModel $rule -Dataset $dataset @args).Loss }
            'Get-AlexNetPrediction'    = { ($dataset.Validation | Get-AlexNetPrediction -Model $rule @args).Top.Probability -join ' ' }
            'Export-FeatureEmbedding'  = { $null = Export-FeatureEmbedding -Split $dataset.Validation -Model $rule -Layer conv2 -OutputPath "$TestDrive/wide.csv" -Force @args; Get-Content "$TestDrive/wide.csv" -Raw }
            'Find-AlexNetLearningRate' = { (Find-AlexNetLearningRate $dataset -Recipe "$TestDrive/Wide.json" -Steps 12 -Seed 1 @args).Points.Loss -join ' ' }
        }
        foreach ($name in $uses.Keys) {
            $auto = & $uses[$name]
            & $uses[$name] -Convolution Auto | Should -Be $auto -Because $name
            & $uses[$name] -Convolution Direct | Should -Not -Be $auto -Because $name
        }
    }

    It 'is in the run and in comparisons' {
        (Get-Content "$TestDrive/convolution-Direct/run.json" | ConvertFrom-Json).session.convolution | Should -Be 'Direct'
        (Compare-AlexNetRun "$TestDrive/convolution-*").Convolution | Sort-Object | Should -Be 'Auto', 'Direct'
        (Compare-AlexNetRun "$TestDrive/convolution-Direct").PSObject.Properties.Name | Should -Not -Contain 'Convolution'
    }

    It 'is the default again when a run is resumed without it' {
        $resumed = Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/convolution-Direct" -Epochs 2 -Resume -WarningAction Ignore
        $resumed.EpochCount | Should -Be 2
        (Get-Content "$TestDrive/convolution-Direct/run.json" | ConvertFrom-Json).session.convolution | Should -Be 'Auto'
    }
}

Describe '-Threads' {
    It 'is a parameter of everything that computes' {
        $without = 'Compare-AlexNetRun', 'Compare-ImageNetDataset', 'Export-AlexNetDiagram', 'Export-AlexNetModel', 'Get-AlexNetArchitecture', 'Get-AlexNetDevice', 'Get-AlexNetRecipe', 'Get-AlexNetRun', 'Get-ImageNetStore',
            'Import-AlexNetModel', 'Install-AlexNetEngine', 'Join-ImageNetStore', 'New-ImageNetFold', 'Remove-AlexNetRun', 'Remove-ImageNetStore', 'Show-AlexNetRun', 'Test-AlexNetManifest', 'Test-AlexNetRun', 'Uninstall-AlexNetEngine'
        (Get-Command -Module AlexNetPS | Where-Object { -not $_.Parameters.ContainsKey('Threads') }).Name | Where-Object { $_ -notin $without } | Should -BeNullOrEmpty
        { Invoke-AlexNetTraining $dataset -Threads 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'reaches the engine, and changes no result' {
        $one, $three = 1, 3 | ForEach-Object {
            $lines = Invoke-TinyTraining $dataset "$TestDrive/threads-$_" -With @{ Epochs = 1; Seed = 4; Threads = $_; Verbose = $true } 4>&1
            "$($lines | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })" | Should -Match ", $_ threads\)"
            Get-AlexNetRun "$TestDrive/threads-$_"
        }
        $one.Epochs[0].TrainLoss | Should -Be $three.Epochs[0].TrainLoss
        (Measure-AlexNetModel $one -Dataset $dataset -Threads 1).Loss | Should -Be (Measure-AlexNetModel $one -Dataset $dataset -Threads 2).Loss
        ($dataset.Validation | Get-AlexNetPrediction -Model $one -Threads 1)[0].Confidence | Should -Be ($dataset.Validation | Get-AlexNetPrediction -Model $one -Threads 2)[0].Confidence
    }
}
