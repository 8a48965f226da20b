BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $module, $recipe = (Get-StagedModulePath), (Get-TinyRecipePath)
    foreach ($name in 'one', 'two') { $null = Invoke-TinyTraining $dataset "$TestDrive/runs/$name" -With @{ Epochs = 1 } }
}

Describe 'Get-AlexNetRun' {
    It 'lists the runs below ./runs' {
        Push-Location $TestDrive
        try { Split-Path (Get-AlexNetRun).Path -Leaf | Should -Be 'one', 'two' } finally { Pop-Location }
    }

    It 'lists nothing where there is no ./runs' {
        Push-Location "$TestDrive/photos"
        try { Get-AlexNetRun | Should -BeNullOrEmpty } finally { Pop-Location }
    }

    It 'opens one run by its folder' {
        $run = Get-AlexNetRun "$TestDrive/runs/two"
        $run | Should -BeOfType AlexNetPS.Training.TrainingRun
        $run.Epochs | Should -HaveCount 1
    }

    It 'lists the runs of a folder, a pattern, and folders from the pipeline' {
        Get-AlexNetRun "$TestDrive/runs" | Should -HaveCount 2
        Get-AlexNetRun "$TestDrive/runs/t*" | Should -HaveCount 1
        Get-ChildItem "$TestDrive/runs" | Get-AlexNetRun | Should -HaveCount 2
    }

    It 'says so where there is no run' {
        Get-AlexNetRun "$TestDrive/photos" -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'RunNotFound,*'
    }

    It 'shows runs as a table' {
        Get-AlexNetRun "$TestDrive/runs" | Get-RenderedText | Should -Match '(?m)^Tiny on photos +Completed +1/1'
    }

    It 'gives the results of the best epoch by name' {
        $run = Get-AlexNetRun "$TestDrive/runs/one"
        $run.EpochCount | Should -Be 1
        $run.Folder | Should -Be 'one'
        foreach ($name in 'ValidationTop1', 'ValidationLoss', 'TrainLoss') { $run.$name | Should -Be $run.BestEpoch.$name }
    }

    It 'lists and writes runs without reading their weights: <Name>' -ForEach @(
        @{ Name = 'Export-Csv'; Way = { $_ | Export-Csv "$TestDrive/listed.csv"; Import-Csv "$TestDrive/listed.csv" } }
        @{ Name = 'ConvertTo-Json'; Way = { $_ | ConvertTo-Json -Depth 2 -WarningAction Ignore | ConvertFrom-Json } }
        @{ Name = 'Select-Object *'; Way = { $_ | Select-Object * } }
        @{ Name = 'Export-Clixml'; Way = { $_ | Export-Clixml "$TestDrive/listed.xml"; Import-Clixml "$TestDrive/listed.xml" } }
        @{ Name = 'Format-List *'; Way = { [pscustomobject]@{ Model = $_ | Format-List * | Get-RenderedText } } }
    ) {
        # Any read of these weights is an error: their checksums are wrong.
        if (-not (Test-Path "$TestDrive/spoiled")) {
            Copy-Item "$TestDrive/runs/one" "$TestDrive/spoiled" -Recurse
            $bytes = [IO.File]::ReadAllBytes("$TestDrive/spoiled/best.safetensors")
            $start = 8 + [BitConverter]::ToInt64($bytes, 0)
            [Array]::Fill($bytes, [byte]1, $start, $bytes.Length - $start)
            [IO.File]::WriteAllBytes("$TestDrive/spoiled/best.safetensors", $bytes)
        }

        $run = Get-AlexNetRun "$TestDrive/spoiled"
        { $run.Model.Parameter('fc7.bias') } | Should -Throw '*damaged*'
        $listed = $run | ForEach-Object $Way
        $listed.Model | Should -Not -BeNullOrEmpty
    }

    It 'gives the last ones begun with -Last' {
        Get-AlexNetRun "$TestDrive/runs" -Last 1 | ForEach-Object { Split-Path $_.Path -Leaf } | Should -Be 'two'
        Get-AlexNetRun "$TestDrive/runs" -Last 9 | Should -HaveCount 2
    }

    It 'gives the epochs of the run begun last with -Watch, and ends when it has ended' {
        $epochs = Get-AlexNetRun "$TestDrive/runs" -Watch
        $epochs | Should -HaveCount 1
        $epochs[0] | Should -BeOfType AlexNetPS.Training.EpochResult
    }

    It 'says so where no run begins' {
        { Invoke-WithPatience 0 { Get-AlexNetRun "$TestDrive/none" -Watch } } | Should -Throw '*No run has started in*none*' -ErrorId 'RunNotFound,*'
    }

    It 'watches a run that a job is about to begin: <Kind>' -ForEach @{ Kind = 'Start-ThreadJob' }, @{ Kind = 'Start-Job' } {
        $live = "$TestDrive/live-$Kind"
        $job = & $Kind {
            param($module, $recipe, $photos, $live)
            Import-Module $module
            Import-ImageNetFolder -LiteralPath $photos -ImageSize 32 -CachePath "$live.cache" | Invoke-AlexNetTraining -Recipe $recipe -Epochs 3 -RunPath $live
        } -ArgumentList (Get-StagedModulePath), (Get-TinyRecipePath), "$TestDrive/photos", $live
        try {
            (Invoke-WithPatience 0:10 { Get-AlexNetRun $live -Watch }).Epoch | Should -Be 1, 2, 3
            ($job | Wait-Job -Timeout 600).State | Should -Be 'Completed'
        }
        finally { $job | Remove-Job -Force }
    }

    It 'stops watching, and leaves the run alone' {
        $live = "$TestDrive/stopped"
        $job = Start-ThreadJob {
            Import-Module $using:module
            $using:dataset | Invoke-AlexNetTraining -Recipe $using:recipe -Epochs 100000 -RunPath $using:live
        }
        try {
            $null = Invoke-WithPatience 0:10 { Get-AlexNetRun $live -Watch | Select-Object -First 1 }
            $stop = Stop-ScriptWhen -Script 'Get-AlexNetRun $live -Watch' -Variable @{ live = $live } -When { param($output) $output.Count -gt 0 }
            $stop.WasRunning | Should -BeTrue
            $stop.State | Should -Be 'Stopped'
            $stop.Errors | Should -BeNullOrEmpty
            (Get-AlexNetRun $live).Status | Should -Be 'Running'
        }
        finally { $job | Stop-Job -PassThru | Remove-Job -Force }
        (Get-AlexNetRun $live).Status | Should -Be 'Stopped'
    }
}
