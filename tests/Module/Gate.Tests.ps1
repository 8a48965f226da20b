# Test-AlexNetModel, Assert-AlexNetModel and Export-AlexNetBaseline: what a pipeline does with a model.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos" -With @{ ValidationFraction = 0.4 }
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Seed = 1 }
    $evaluation = $run | Measure-AlexNetModel -Dataset $dataset
    $baseline = "$TestDrive/baseline.json"
    $evaluation | Export-AlexNetBaseline $baseline
    function Get-Failure([scriptblock] $Of) { try { $null = & $Of; 'none' } catch { $_ } }
}

Describe 'Test-AlexNetModel' {
    It 'returns a result for each rule, for <_>' -ForEach 'a run', 'a model', 'a run folder', 'a run from the pipeline', 'an evaluation', 'an evaluation from the pipeline' {
        $rules = @{ MinTop1 = 0.99; MaxLoss = 100; MinClassRecall = 0; MaxCalibrationError = 1; Baseline = $baseline }
        $results = switch ($_) {
            'a run' { Test-AlexNetModel $run $dataset @rules }
            'a model' { Test-AlexNetModel -Model $run.Model -Dataset $dataset @rules }
            'a run folder' { Test-AlexNetModel $run.Path $dataset.Validation @rules }
            'a run from the pipeline' { $run | Test-AlexNetModel -Dataset $dataset @rules }
            'an evaluation' { Test-AlexNetModel -Evaluation $evaluation @rules }
            'an evaluation from the pipeline' { $evaluation | Test-AlexNetModel @rules }
        }
        $results.Rule | Should -Be 'MinTop1', 'MaxLoss', 'MinClassRecall', 'MaxCalibrationError', 'MaxTop1Drop'
        $results[0].Measured | Should -Be $evaluation.Top1
        $results[0].Passed | Should -Be ($evaluation.Top1 -ge 0.99)
        $results[1].Measured | Should -Be $evaluation.Loss
        ($results[2].Evidence | Where-Object Name -EQ class).Value | Should -BeIn $dataset.Classes.Name
        $results[4].Measured | Should -Be 0
        $results[4].Limit | Should -Be 0.01
        $results[4].Passed | Should -BeTrue
    }

    It 'takes the baseline as <_>' -ForEach 'file', 'evaluation', 'run', 'run folder' {
        $given = switch ($_) { 'file' { Get-Item $baseline } 'evaluation' { $evaluation } 'run' { $run } 'run folder' { $run.Path } }
        $result = Test-AlexNetModel $run $dataset -Baseline $given
        $result.Rule | Should -Be MaxTop1Drop
        $result.Passed | Should -BeTrue
        $result | Format-List | Get-RenderedText -Width 400 | Should -Match 'McNemar'
    }

    It 'reads rules from a .<_> file, and a parameter wins' -ForEach 'psd1', 'json' {
        $file = "$TestDrive/gate.$_"
        Set-Content $file ($_ -eq 'json' ? '{ "minTop1": 0.5, "maxLoss": 7, "baseline": "baseline.json", "maxTop1Drop": 0.5 }' : "@{ minTop1 = 0.5; maxLoss = 7; baseline = 'baseline.json'; maxTop1Drop = 0.5 } # reviewed")
        $results = $evaluation | Test-AlexNetModel -RulePath $file -MaxLoss 9
        $results.Rule | Should -Be MinTop1, MaxLoss, MaxTop1Drop
        $results.Limit | Should -Be 0.5, 9, 0.5
    }

    It 'rejects rules that are not understood: <Text>' -ForEach @(
        @{ Text = '@{ minTop = 1 }'; Message = "*gate.psd1*minTop: there is no such field*minTop1*" }
        @{ Text = '@{ minTop1 = "high" }'; Message = '*gate.psd1*minTop1: a number is needed*' }
        @{ Text = '@{ minTop1 = 80 }'; Message = '*gate.psd1*minTop1: it is 80; 0 to 1 is allowed*' }
        @{ Text = '@{ minTop1 = (Get-Date).Year }'; Message = '*gate.psd1*nothing that runs*' }
        @{ Text = '@{ baseline = "$(New-Item $env:GATE_PROOF)" }'; Message = '*gate.psd1*nothing that runs*' }
        @{ Text = 'New-Item $env:GATE_PROOF'; Message = '*gate.psd1*one table is needed*' }
        @{ Text = 'New-Item $env:GATE_PROOF; @{ minTop1 = 1 }'; Message = '*gate.psd1*one table is needed*' }
        @{ Text = '@{ minTop1 = 1'; Message = '*gate.psd1*line 1*' }
    ) {
        Set-Content "$TestDrive/gate.psd1" $Text
        $env:GATE_PROOF = "$TestDrive/ran"
        try { $failure = Get-Failure { $evaluation | Test-AlexNetModel -RulePath "$TestDrive/gate.psd1" } }
        finally { $env:GATE_PROOF = $null }
        $failure.FullyQualifiedErrorId | Should -BeLike 'GateInputBroken,*'
        $failure.CategoryInfo.Reason | Should -Be RulesInvalid
        $failure.Exception.Message | Should -BeLike $Message
        "$TestDrive/ran" | Should -Not -Exist
    }

    It 'has the id GateInputBroken for <What>' -ForEach @(
        @{ What = 'no rule'; Reason = 'RuleMissing'; Command = { Test-AlexNetModel $run $dataset } }
        @{ What = 'a limit without a baseline'; Reason = 'BaselineMissing'; Command = { Test-AlexNetModel $run $dataset -MaxTop1Drop 0.1 } }
        @{ What = 'a missing dataset'; Reason = 'PathNotFound'; Command = { Test-AlexNetModel $run "$TestDrive/none" -MinTop1 0 } }
        @{ What = 'a folder without images'; Reason = 'DatasetInvalid'; Command = { Test-AlexNetModel $run (New-Item -ItemType Directory "$TestDrive/empty" -Force) -MinTop1 0 } }
        @{ What = 'a missing model'; Reason = 'PathNotFound'; Command = { Test-AlexNetModel "$TestDrive/none.safetensors" $dataset -MinTop1 0 -ErrorAction Stop } }
        @{ What = 'a damaged model'; Reason = 'ModelUnreadable'; Command = { Set-Content "$TestDrive/bad.safetensors" 'no model'; Test-AlexNetModel "$TestDrive/bad.safetensors" $dataset -MinTop1 0 -ErrorAction Stop } }
        @{ What = 'a missing baseline'; Reason = 'PathNotFound'; Command = { Test-AlexNetModel $run $dataset -Baseline "$TestDrive/none.json" } }
        @{ What = 'a damaged baseline'; Reason = 'BaselineInvalid'; Command = { Set-Content "$TestDrive/bad.json" '{ "images": 3 }'; Test-AlexNetModel $run $dataset -Baseline "$TestDrive/bad.json" } }
        @{ What = 'a baseline of other images'; Reason = 'BaselineImagesDiffer'; Command = { Test-AlexNetModel $run $dataset.Train -Baseline $baseline -ErrorAction Stop } }
        @{ What = 'a model as the baseline of an evaluation'; Reason = 'DatasetMissing'; Command = { $evaluation | Test-AlexNetModel -Baseline $run } }
    ) {
        $failure = Get-Failure $Command
        $failure.FullyQualifiedErrorId | Should -BeLike 'GateInputBroken,*TestAlexNetModel*'
        $failure.CategoryInfo.Reason | Should -Be $Reason
        $failure.CategoryInfo.Category | Should -Be InvalidData
    }

    It 'has the id GateEnvironmentBroken for a missing engine' {
        $failure = Get-Failure { Test-AlexNetModel $run $dataset -MinTop1 0 -Device cuda:99 -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'GateEnvironmentBroken,*TestAlexNetModel*'
        $failure.CategoryInfo.Reason | Should -Be EngineRefused
        $failure.CategoryInfo.Category | Should -Be ResourceUnavailable
    }

    It 'tests the other models if one cannot be read' {
        $results = "$TestDrive/none.safetensors", $run.Path | Test-AlexNetModel -Dataset $dataset -MinTop1 0 -ErrorAction SilentlyContinue -ErrorVariable failed
        $results | Should -HaveCount 1
        $failed | Should -HaveCount 1
    }
}

Describe 'Assert-AlexNetModel' {
    It 'passes the results of a good model' {
        $results = $run | Assert-AlexNetModel -Dataset $dataset -MaxLoss 100 -Baseline $baseline
        $results.Rule | Should -Be MaxLoss, MaxTop1Drop
        $results | Assert-AlexNetModel | Should -Be $results
    }

    It 'writes all results and then fails with the names of the rules, whatever ErrorAction is: <_>' -ForEach 'Stop', 'Continue', 'SilentlyContinue' {
        $got = [System.Collections.Generic.List[object]]::new()
        $failure = Get-Failure { $run, $evaluation | Assert-AlexNetModel -Dataset $dataset -MaxLoss 0 -MinTop1 0 -ErrorAction $_ 2> $null | ForEach-Object { $got.Add($_) } }
        $got.Rule | Should -Be MinTop1, MaxLoss, MinTop1, MaxLoss
        $failure.FullyQualifiedErrorId | Should -BeLike 'ModelBelowRules,*AssertAlexNetModel*'
        $failure.CategoryInfo.Reason | Should -Be MaxLoss
        $failure.Exception.Message | Should -BeLike 'Tiny on photos on photos (Validation, *) fails 1 of 2 rules: MaxLoss: failed, * with a limit of 0.'
        $failure.TargetObject.Rule | Should -Be MaxLoss
    }

    It 'judges results of Test-AlexNetModel, by model' {
        $results = $run, $evaluation | Test-AlexNetModel -Dataset $dataset -MaxLoss 0
        $got = [System.Collections.Generic.List[object]]::new()
        $failed = @()
        $failure = Get-Failure { $results | Assert-AlexNetModel -ErrorVariable +failed -ErrorAction SilentlyContinue | ForEach-Object { $got.Add($_) } }
        $got | Should -HaveCount 2
        $failure.FullyQualifiedErrorId | Should -BeLike 'ModelBelowRules,*'
    }

    It 'names the worse model first if another cannot be read' {
        $failure = Get-Failure { "$TestDrive/none.safetensors", $run.Path | Assert-AlexNetModel -Dataset $dataset -MaxLoss 0 -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ModelBelowRules,*'
    }

    It 'fails for an input that cannot be tested, and for none: <What>' -ForEach @(
        @{ What = 'missing model'; Reason = 'PathNotFound'; Command = { Assert-AlexNetModel "$TestDrive/none.safetensors" $dataset -MinTop1 0 } }
        @{ What = 'no model'; Reason = 'NothingTested'; Command = { @() | Assert-AlexNetModel -Dataset $dataset -MinTop1 0 } }
        @{ What = 'no result'; Reason = 'NothingTested'; Command = { @() | Assert-AlexNetModel } }
        @{ What = 'no rule'; Reason = 'RuleMissing'; Command = { $evaluation | Assert-AlexNetModel } }
    ) {
        $failure = Get-Failure $Command
        $failure.FullyQualifiedErrorId | Should -BeLike 'GateInputBroken,*'
        $failure.CategoryInfo.Reason | Should -Be $Reason
    }

    It 'fails for a model that is worse than the baseline by more than chance' {
        # A baseline that is right for all images, and a network whose weights are those of its first step.
        $text = [regex]::Replace((Get-Content -Raw $baseline), '"([0-9a-f]+ [0-9a-f]{8} )([01]+)"', { '"{0}{1}"' -f $args[0].Groups[1].Value, ('1' * $args[0].Groups[2].Length) })
        Set-Content "$TestDrive/perfect.json" ($text -replace '"top1": [\d.]+', '"top1": 1')
        $fresh = Invoke-TinyTraining $dataset "$TestDrive/fresh" -With @{ Epochs = 1; LearningRate = 1e-9; WarningAction = 'Ignore' }
        $failure = Get-Failure { $fresh | Assert-AlexNetModel -Dataset $dataset -Baseline "$TestDrive/perfect.json" }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ModelBelowRules,*'
        $failure.CategoryInfo.Reason | Should -Be MaxTop1Drop
    }
}

Describe 'Export-AlexNetBaseline' {
    It 'writes the same bytes for a model, a run and an evaluation' {
        $run | Export-AlexNetBaseline "$TestDrive/run.json" -Dataset $dataset
        Export-AlexNetBaseline "$TestDrive/model.json" -Model $run.Model -Dataset $dataset.Validation
        $hash = (Get-FileHash $baseline).Hash
        (Get-FileHash "$TestDrive/run.json").Hash | Should -Be $hash
        (Get-FileHash "$TestDrive/model.json").Hash | Should -Be $hash
    }

    It 'writes nothing that changes between machines' {
        $text = Get-Content -Raw $baseline
        $text | Should -Not -Match "`r"
        $text | Should -Not -Match ([regex]::Escape("$TestDrive"))
        $text | Should -Not -Match ([Environment]::MachineName)
        ($text | ConvertFrom-Json).images | Should -Be $evaluation.Count
        ($text | ConvertFrom-Json).top1 | Should -Be ([Math]::Round($evaluation.Top1, 6))
        ($text | ConvertFrom-Json).contents | Should -Match '^[0-9a-f]{64}$'
    }
}

Describe 'examples/Test-Regression.ps1' -Skip:(-not (Test-Path "$PSScriptRoot/../../out/AlexNetPS")) {
    # All in one process, because it imports the module of the clone.
    It 'ends with 0 for a good model, 1 for a worse one, 2 for a broken input and 3 for a missing engine' {
        $model = "$($run.Path)/best.safetensors"
        $null = New-Item -ItemType Directory "$TestDrive/nothing"
        Set-Content "$TestDrive/strict.psd1" '@{ maxLoss = 0 }'
        Set-Content "$TestDrive/damaged.json" '{ }'
        $common = @{ Path = "$TestDrive/photos"; Model = $model; BaselinePath = "$TestDrive/step.json" }
        $cases = @{}, @{}, @{ RulePath = "$TestDrive/strict.psd1" }, @{ BaselinePath = "$TestDrive/damaged.json" },
            @{ Model = "$TestDrive/none.safetensors" }, @{ Path = "$TestDrive/nothing" }, @{ Device = 'cuda:99' } | ForEach-Object {
                $case = $common.Clone()
                foreach ($name in $_.Keys) { $case[$name] = $_[$name] }
                $case
            }
        ConvertTo-Json $cases | Set-Content "$TestDrive/cases.json"
        Set-Content "$TestDrive/driver.ps1" @'
param($Script, $Cases)
foreach ($case in Get-Content -Raw $Cases | ConvertFrom-Json -AsHashtable) {
    $global:LASTEXITCODE = 0
    & $Script @case 2>&1 3> $null | Out-String
    "code $LASTEXITCODE"
}
'@
        $text = Invoke-PowerShell -File "$TestDrive/driver.ps1" ([IO.Path]::GetFullPath("$PSScriptRoot/../../examples/Test-Regression.ps1")) "$TestDrive/cases.json" 2>&1 | Out-String
        [regex]::Matches($text, '(?m)^code (\d+)').ForEach({ $_.Groups[1].Value }) | Should -Be '0', '0', '1', '2', '2', '2', '3' -Because $text
        $text | Should -Match 'Baseline written'
        $text | Should -Match 'MaxLoss: failed'
    }
}
