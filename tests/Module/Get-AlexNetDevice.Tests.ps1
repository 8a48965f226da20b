BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $hasTorch = Test-Path "$(Get-StagedModulePath)/plugins/AlexNetPS.TorchSharp/runtimes"
}

Describe 'Get-AlexNetDevice' {
    It 'lists the processor first, with all that is known of it' {
        $cpu = (Get-AlexNetDevice)[0]
        $cpu | Should -BeOfType AlexNetPS.Engines.EngineDevice
        $cpu.Name | Should -Be 'cpu'
        $cpu.Available | Should -BeTrue
        $cpu.Reason | Should -BeNullOrEmpty
        $cpu.Threads | Should -Be ([Environment]::ProcessorCount)
        $cpu.InstructionSet | Should -BeIn 'AVX-512', 'AVX2', '128-bit', 'scalar'
        $cpu.MemoryBytes | Should -BeGreaterThan 100MB
    }

    It 'says why an engine cannot be used, and how to get it' {
        if ($hasTorch) { Set-ItResult -Skipped -Because 'the TorchSharp engine is in this build'; return }
        $cuda = Get-AlexNetDevice cuda*
        $cuda.Engine | Should -Be 'torch'
        $cuda.Available | Should -BeFalse
        $cuda.Reason | Should -Match 'Install-AlexNetEngine Torch -Variant'
    }

    It 'takes names from the pipeline, and patterns' {
        'CPU', 'c?u' | Get-AlexNetDevice | ForEach-Object Name | Should -Be 'cpu', 'cpu'
        Get-AlexNetDevice no* | Should -BeNullOrEmpty
    }

    It 'fails for a name that is none, and goes on' {
        $found = Get-AlexNetDevice tpu, cpu -ErrorAction SilentlyContinue -ErrorVariable failure
        $found.Name | Should -Be 'cpu'
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'DeviceNotFound,*'
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure[0].TargetObject | Should -Be 'tpu'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'cpu'
    }

    It 'has a table and a list' {
        $table = Get-AlexNetDevice | Get-RenderedText
        $table | Should -Match '(?m)^Device +Engine +Available +Threads +Memory +Description'
        $table | Should -Match '(?m)^cpu +cpu +yes +\d+ +[\d.,]+ GB \S'
        Get-AlexNetDevice cpu | Format-List | Get-RenderedText | Should -Match '(?m)^InstructionSet +: '
    }

    It 'goes into JSON and CSV' {
        $json = Get-AlexNetDevice cpu | ConvertTo-Json | ConvertFrom-Json
        $json.Name | Should -Be 'cpu'
        $json.Available | Should -BeTrue
        (Get-AlexNetDevice cpu | ConvertTo-Csv | ConvertFrom-Csv).Engine | Should -Be 'cpu'
    }

    It 'completes devices where a device is asked for, without loading an engine' {
        foreach ($line in 'Get-AlexNetDevice ', 'Invoke-AlexNetTraining -Device ', 'Get-AlexNetPrediction -Device c') {
            (TabExpansion2 $line).CompletionMatches.CompletionText | Should -Contain 'cpu'
        }
    }

    It 'is named, with the reason, where a device cannot be used' {
        if ($hasTorch) { Set-ItResult -Skipped -Because 'the TorchSharp engine is in this build'; return }
        $dataset = Import-TinyDataset -Path "$TestDrive/photos"
        { Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Device = 'cuda:0' } } | Should -Throw '*Install-AlexNetEngine Torch -Variant*' -ErrorId 'EngineRefused,*'
        Test-Path "$TestDrive/run" | Should -BeFalse
    }
}
