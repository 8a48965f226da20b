BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $path, $recipe = (Get-StagedModulePath), (Get-TinyRecipePath)
    $null = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 1 }
}

Describe 'Remove-AlexNetRun' {
    BeforeEach {
        foreach ($name in 'a', 'b', 'c[1]') {
            $folder = [IO.Directory]::CreateDirectory("$TestDrive/runs/$name").FullName
            foreach ($file in Get-ChildItem -LiteralPath "$TestDrive/run" -File) { $null = [IO.File]::Copy($file.FullName, "$folder/$($file.Name)", $true) }
        }
    }

    It 'deletes the folder of a run, and writes nothing' {
        Remove-AlexNetRun "$TestDrive/runs/a" -Confirm:$false | Should -BeNullOrEmpty
        "$TestDrive/runs/a" | Should -Not -Exist
        "$TestDrive/runs/b" | Should -Exist
    }

    It 'asks: its impact is high' {
        $attribute = (Get-Command Remove-AlexNetRun).ImplementingType.GetCustomAttributes($true) | Where-Object { $_ -is [System.Management.Automation.CmdletAttribute] }
        $attribute.ConfirmImpact | Should -Be 'High'
    }

    It 'deletes nothing with -WhatIf' {
        Get-AlexNetRun "$TestDrive/runs" | Remove-AlexNetRun -WhatIf
        Get-AlexNetRun "$TestDrive/runs" | Should -HaveCount 3
    }

    It 'takes runs, folders of Get-ChildItem with brackets, and patterns' {
        Get-AlexNetRun "$TestDrive/runs/a" | Remove-AlexNetRun -Confirm:$false
        Get-ChildItem "$TestDrive/runs" | Where-Object Name -EQ 'c[1]' | Remove-AlexNetRun -Confirm:$false
        (Get-ChildItem "$TestDrive/runs").Name | Should -Be 'b'
        Remove-AlexNetRun "$TestDrive/runs/*" -Confirm:$false
        Get-ChildItem "$TestDrive/runs" | Should -BeNullOrEmpty
    }

    It 'leaves what is no run, and goes on' {
        Remove-AlexNetRun "$TestDrive/photos", "$TestDrive/runs", "$TestDrive/runs/a" -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure.FullyQualifiedErrorId | Should -Be 'RunNotFound,AlexNetPS.Cmdlets.Commands.RemoveAlexNetRunCommand', 'RunNotFound,AlexNetPS.Cmdlets.Commands.RemoveAlexNetRunCommand'
        $failure[1].ErrorDetails.RecommendedAction | Should -Match 'Get-AlexNetRun'
        "$TestDrive/photos/red" | Should -Exist
        "$TestDrive/runs/b" | Should -Exist
        "$TestDrive/runs/a" | Should -Not -Exist
    }

    It 'deletes what a training left that was killed before it began, which is no run' {
        $left = [IO.Directory]::CreateDirectory("$TestDrive/killed").FullName
        Set-Content "$left/run.json.0123456789abcdef0123456789abcdef.tmp" '{'
        Get-AlexNetRun $left -ErrorAction SilentlyContinue -ErrorVariable failure | Should -BeNullOrEmpty
        $failure.FullyQualifiedErrorId | Should -BeLike 'RunNotFound,*'
        "$failure" | Should -Match 'killed'
        $failure[0].ErrorDetails.RecommendedAction | Should -Match 'Remove-AlexNetRun'
        Remove-AlexNetRun $left -WhatIf
        { Remove-AlexNetRun $left -StateOnly -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'RunNotFound,*'
        $left | Should -Exist
        Remove-AlexNetRun $left -Confirm:$false | Should -BeNullOrEmpty
        $left | Should -Not -Exist
    }

    It 'leaves a run that is in progress, unless it is forced' {
        $live = "$TestDrive/live"
        $job = Start-ThreadJob {
            Import-Module $using:path
            $using:dataset | Invoke-AlexNetTraining -Recipe $using:recipe -Epochs 100000 -RunPath $using:live
        }
        try {
            $null = Get-AlexNetRun $live -Watch | Select-Object -First 1
            { Remove-AlexNetRun $live -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'RunInUse,*'
            { Remove-AlexNetRun $live -StateOnly -Force -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'RunInUse,*'
            $live | Should -Exist
        }
        finally { $job | Stop-Job -PassThru | Remove-Job -Force }
        Remove-AlexNetRun $live -Confirm:$false
        $live | Should -Not -Exist
    }
}

Describe 'Remove-AlexNetRun -StateOnly' {
    BeforeAll { $run = Invoke-TinyTraining $dataset "$TestDrive/state" -With @{ Epochs = 2; KeepState = $true; CheckpointEvery = 1 } }

    It 'changes nothing with -WhatIf' {
        $before = $run.Size
        $run | Remove-AlexNetRun -StateOnly -WhatIf
        $run.HasState | Should -BeTrue
        $run.Size | Should -Be $before
    }

    It 'frees what only a resumed run needs; the model and the numbered ones stay' {
        $before = $run.Size
        $hash = $run.Model.HashWeights()
        $said = $run | Remove-AlexNetRun -StateOnly -Confirm:$false -Verbose 4>&1
        "$said" | Should -Match 'Freed [\d.,]+ MB.*cannot be resumed'
        $run.HasState | Should -BeFalse
        $run.Size | Should -BeLessThan $before
        $run.Size | Should -Be (Get-ChildItem $run.Path -File -Force | Measure-Object Length -Sum).Sum
        $run.Model.HashWeights() | Should -Be $hash
        (Get-ChildItem $run.Path -Filter *.safetensors).Name | Should -Be 'best.safetensors', 'epoch-0001.safetensors', 'epoch-0002.safetensors'
        (Import-AlexNetModel "$($run.Path)/epoch-0002.safetensors").Classes | Should -HaveCount 3
        $failure = { Invoke-AlexNetTraining $dataset -RunPath $run.Path -Resume -Epochs 3 } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'TrainingRefused,*'
        $failure.Exception.Message | Should -BeLike '*2 of 3 epochs*-KeepState*'
        (Invoke-AlexNetTraining $dataset -RunPath $run.Path -Resume).Status | Should -Be 'Completed'
    }
}
