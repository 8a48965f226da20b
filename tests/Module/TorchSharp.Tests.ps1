BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    $hasTorch = Test-Path "$(Get-StagedModulePath)/plugins/AlexNetPS.TorchSharp/runtimes"
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny = Get-TinyRecipePath
}

Describe 'Devices and numbers of the training and judging cmdlets' {
    It 'takes a list of devices as PowerShell writes one' {
        { $dataset | Invoke-AlexNetTraining -Recipe $tiny -RunPath "$TestDrive/list" -Device cpu, tpu:0 } | Should -Throw "*'cpu,tpu:0'*"
    }

    It 'refuses numbers that the embedded engine has not' {
        { $dataset | Invoke-AlexNetTraining -Recipe $tiny -RunPath "$TestDrive/half" -Precision BFloat16 } | Should -Throw '*Float32 only*'
    }
}

# tests/AlexNetPS.TorchSharp.Tests/run.sh builds the module with the engine and runs these.
if ($hasTorch) {
    Describe 'The TorchSharp engine' {
        It 'lists the processor as one of its devices' {
            $device = Get-AlexNetDevice torch:cpu
            $device.Engine | Should -Be 'torch'
            $device.Available | Should -BeTrue
        }

        It 'says why a card cannot be used' {
            $card = Get-AlexNetDevice cuda:0
            if ($card.Available) { Set-ItResult -Skipped -Because 'there is a card'; return }
            { $dataset | Invoke-AlexNetTraining -Recipe $tiny -RunPath "$TestDrive/card" -Device cuda:0 } | Should -Throw "*$([WildcardPattern]::Escape($card.Reason))*"
        }

        It 'has no choice of a convolution' {
            { $dataset | Invoke-AlexNetTraining -Recipe $tiny -RunPath "$TestDrive/direct" -Device torch:cpu -Convolution Direct } | Should -Throw '*Only the CPU engine*'
        }

        It 'trains on one engine, goes on on the other, and judges on either' {
            $run = $dataset | Invoke-AlexNetTraining -Recipe $tiny -Epochs 2 -Seed 1 -RunPath "$TestDrive/moving" -KeepState -Device torch:cpu, torch:cpu
            $run = $dataset | Invoke-AlexNetTraining -Epochs 3 -RunPath "$TestDrive/moving" -Resume
            $run = $dataset | Invoke-AlexNetTraining -Epochs 4 -RunPath "$TestDrive/moving" -Resume -Device torch:cpu -AutoBatchSize
            $whole = $dataset | Invoke-AlexNetTraining -Recipe $tiny -Epochs 4 -Seed 1 -RunPath "$TestDrive/whole"
            $run.Epochs | Should -HaveCount 4
            [Math]::Abs($run.Epochs[-1].TrainLoss - $whole.Epochs[-1].TrainLoss) | Should -BeLessThan 0.01
            $here = $run | Measure-AlexNetModel -Dataset $dataset -Split Train
            $there = $run | Measure-AlexNetModel -Dataset $dataset -Split Train -Device torch:cpu
            [Math]::Abs($here.Loss - $there.Loss) | Should -BeLessThan 1e-4
            $coarse = $run | Measure-AlexNetModel -Dataset $dataset -Split Train -Device torch:cpu -Precision BFloat16
            [Math]::Abs($here.Loss - $coarse.Loss) | Should -BeLessThan 0.1
        }
    }
}
