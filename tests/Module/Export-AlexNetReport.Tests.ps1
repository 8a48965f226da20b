# Reports as files, and what a process tells the runner of a pipeline.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    'GITHUB_ACTIONS', 'TF_BUILD' | ForEach-Object { Set-Item "env:$_" $null }
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/runs/one" -With @{ Epochs = 1; WarningAction = 'Ignore' }
    $null = Invoke-TinyTraining $dataset "$TestDrive/runs/two" -With @{ Epochs = 1; Seed = 2; WarningAction = 'Ignore' }
    $evaluation = Measure-AlexNetModel $run $dataset

    # A failed rule, as Test-AlexNetModel returns it.
    $library = $evaluation.GetType().Assembly
    $result, $proof = 'RuleResult', 'RuleEvidence' | ForEach-Object { $library.GetType("AlexNetPS.Inference.Gates.$_") }
    $evidence = [Array]::CreateInstance($proof, 1)
    $evidence[0] = [Activator]::CreateInstance($proof, [object[]]('lowest class', '::error::x'))
    $flags = [Reflection.BindingFlags] 'Instance, NonPublic'
    $rule = $result.GetConstructors($flags)[0].Invoke([object[]]('MinTop1', 0.5, 0.9, $false, $evidence, $evaluation.psobject.BaseObject))
    Push-Location (New-Item -ItemType Directory "$TestDrive/out")
}

AfterAll { Pop-Location }

Describe 'Export-AlexNetReport' {
    It 'takes the format from the extension <Extension>, or -Format' -ForEach @(
        @{ Extension = '.md'; Format = 'Markdown'; Starts = '# Gate' }
        @{ Extension = '.xml'; Format = 'JUnit'; Starts = '<?xml version="1.0" encoding="utf-8"?>' }
        @{ Extension = '.json'; Format = 'Json'; Starts = '{' }
        @{ Extension = '.html'; Format = 'Html'; Starts = '<!DOCTYPE html>' }
    ) {
        $rule, $evaluation, $run | Export-AlexNetReport "./report$Extension" -Title Gate -PassThru | Should -BeOfType System.IO.FileInfo
        (Get-Content "./report$Extension")[0] | Should -Be $Starts
        $rule, $evaluation, $run | Export-AlexNetReport ./report.txt -Format $Format -Title Gate | Should -BeNullOrEmpty
        Get-Content ./report.txt -Raw | Should -Be (Get-Content "./report$Extension" -Raw)
    }

    It 'takes runs by <What>' -ForEach @(
        @{ What = 'their folder'; Given = { "$TestDrive/runs" }; Count = 2 }
        @{ What = 'a pattern'; Given = { "$TestDrive/runs/t*" }; Count = 1 }
        @{ What = 'a file object'; Given = { Get-Item "$TestDrive/runs/one" }; Count = 1 }
        @{ What = 'a row of a comparison'; Given = { Get-AlexNetRun "$TestDrive/runs" | Compare-AlexNetRun }; Count = 2 }
        @{ What = 'the run, twice'; Given = { $run, $run.Path }; Count = 1 }
    ) {
        & $Given | Export-AlexNetReport ./runs.json
        (Get-Content ./runs.json -Raw | ConvertFrom-Json).runs | Should -HaveCount $Count
    }

    It 'writes an evaluation once, with its rules' {
        $evaluation, $rule | Export-AlexNetReport ./once.json
        $json = Get-Content ./once.json -Raw | ConvertFrom-Json
        $json.evaluations | Should -HaveCount 1
        $json.evaluations[0].top1 | Should -Be ([math]::Round($evaluation.Top1, 6))
        $json.rules[0].evidence[0].value | Should -Be '::error::x'
        $json.passed | Should -BeFalse
    }

    It 'keeps a file with -NoClobber, and a read-only one without -Force' {
        Set-Content ./mine.md 'mine'
        { $evaluation | Export-AlexNetReport ./mine.md -NoClobber } | Should -Throw -ErrorId 'FileExists,*'
        (Get-Item ./mine.md).IsReadOnly = $true
        { $evaluation | Export-AlexNetReport ./mine.md } | Should -Throw -ErrorId 'FileReadOnly,*'
        Get-Content ./mine.md | Should -Be 'mine'
        $evaluation | Export-AlexNetReport ./mine.md -Force
        Get-Content ./mine.md | Select-Object -First 1 | Should -Be '# AlexNetPS report'
        $evaluation | Export-AlexNetReport ./new.md -WhatIf
        './new.md' | Should -Not -Exist
    }

    It 'evaluates the best model of each run with -Dataset, and a page shows its images' {
        $run | Export-AlexNetReport ./page.html -Dataset $dataset
        $text = Get-Content ./page.html -Raw
        $text | Should -Match '<h2 [^>]*>Evaluation</h2>'
        $text | Should -Match '<h3 [^>]*>(Worst mistakes|Least certain right ones)</h3>\s*<ul class="gallery">\s*<li><figure><img src="data:image/jpeg;base64,'
        $text | Should -Match 'Test-ImageNetDataset finds|: .* images'
        $text | Should -Match 'Import-ImageNetFolder &#39;./photos&#39; -ImageSize 32|Import-ImageNetFolder ''./photos'' -ImageSize 32'
        "$TestDrive/runs" | Export-AlexNetReport ./page.json -Dataset $dataset.StorePath -Threads 1
        $json = Get-Content ./page.json -Raw | ConvertFrom-Json
        $json.evaluations | Should -HaveCount 2
        $json.evaluations[0].top1 | Should -Be ([math]::Round($evaluation.Top1, 6))
    }

    It 'evaluates nothing with -Dataset if an evaluation is passed, or with -WhatIf' {
        $run, $evaluation | Export-AlexNetReport ./given.json -Dataset $dataset
        (Get-Content ./given.json -Raw | ConvertFrom-Json).evaluations | Should -HaveCount 1
        $told = $run | Export-AlexNetReport ./none.html -Dataset $dataset -WhatIf -Verbose 4>&1
        "$told" | Should -Not -BeLike '*Evaluating*'
        './none.html' | Should -Not -Exist
    }

    It 'writes a page of a run alone, which says what needs images' {
        $run.Path | Export-AlexNetReport ./alone.html
        $text = Get-Content ./alone.html -Raw
        $text | Should -Match 'add -Dataset'
        $text | Should -Match '<h2 [^>]*>First-layer filters</h2>[\s\S]*?<img src="data:image/png;base64,'
    }

    It 'gives one clear error for <What>' -ForEach @(
        @{ What = 'an unknown extension'; Id = 'FormatUnknown'; Do = { $evaluation | Export-AlexNetReport ./report.pdf } }
        @{ What = 'no input'; Id = 'ReportEmpty'; Do = { Export-AlexNetReport -InputObject "$TestDrive/out" -OutputPath ./none.md -ErrorAction SilentlyContinue } }
        @{ What = 'a dataset that is none'; Id = 'PathNotFound'; Do = { $run | Export-AlexNetReport ./none.html -Dataset ./no-such-folder } }
        @{ What = 'a model'; Id = 'ParameterArgumentTransformationError'; Do = { Export-AlexNetReport -InputObject $run.Model -OutputPath ./none.md } }
        @{ What = 'the evaluation of a job'; Id = 'ParameterArgumentTransformationError'
            Do = { Export-AlexNetReport -InputObject ([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($evaluation))) -OutputPath ./none.md } }
        @{ What = 'a missing folder'; Id = 'OutputFolderNotFound'; Do = { $evaluation | Export-AlexNetReport ./no/none.md } }
    ) {
        $Do | Should -Throw -ErrorId "$Id,*"
        './none.md' | Should -Not -Exist
    }

    It 'tells only in the verbose stream that it is in no pipeline' {
        $told = $evaluation | Export-AlexNetReport -JobSummary -Verbose 4>&1
        "$told" | Should -BeLike '*no job of GitHub Actions or Azure Pipelines*'
        $evaluation | Export-AlexNetReport -JobSummary | Should -BeNullOrEmpty
    }
}

Describe 'A job' {
    BeforeAll {
        # The output of a process, whose script discards and keeps what it can of the cmdlet's.
        $script = @'
param($Module, $Model, $Photos, $Cache)
Import-Module $Module
$dataset = Import-ImageNetFolder -LiteralPath $Photos -ImageSize 32 -CachePath $Cache
$evaluation = Measure-AlexNetModel $Model $dataset
$assembly = $evaluation.GetType().Assembly
$proof = $assembly.GetType('AlexNetPS.Inference.Gates.RuleEvidence')
$evidence = [Array]::CreateInstance($proof, 1)
$evidence[0] = [Activator]::CreateInstance($proof, [object[]]('lowest class', ("::error::`n" + 'long text ' * 40)))
$rule = $assembly.GetType('AlexNetPS.Inference.Gates.RuleResult').GetConstructors([Reflection.BindingFlags] 'Instance, NonPublic')[0].Invoke(
    [object[]]('MinTop1', 0.5, 0.9, $false, $evidence, $evaluation.psobject.BaseObject))
$kept = $rule | Export-AlexNetReport -JobSummary *>&1
$null = $rule | Export-AlexNetReport -JobSummary -InformationAction Ignore
"kept $(@($kept).Count)"
'@
        Set-Content "$TestDrive/job.ps1" $script
        function Invoke-Job([hashtable] $Variable, [string] $Name) {
            $before = @{}
            foreach ($key in $Variable.Keys) { $before[$key] = [Environment]::GetEnvironmentVariable($key); Set-Item "env:$key" $Variable[$key] }
            try {
                $program, $arguments = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-File', "$TestDrive/job.ps1",
                    (Get-StagedModulePath), $run.Path, "$TestDrive/photos", "$TestDrive/photos.cache"
                (Start-Process -FilePath $program -ArgumentList $arguments -PassThru -RedirectStandardOutput "$TestDrive/$Name.out" `
                    -RedirectStandardError "$TestDrive/$Name.err").WaitForExit(600000) | Should -BeTrue
            }
            finally { foreach ($key in $before.Keys) { Set-Item "env:$key" $before[$key] } }
            Get-Content "$TestDrive/$Name.err" | Should -BeNullOrEmpty
            [IO.File]::ReadAllLines("$TestDrive/$Name.out")
        }
    }

    It 'of GitHub Actions gets summary, annotation and outputs, whatever the script does with the output' {
        Set-Content "$TestDrive/summary" 'before'
        $lines = Invoke-Job @{ GITHUB_ACTIONS = 'true'; TF_BUILD = $null; GITHUB_STEP_SUMMARY = "$TestDrive/summary"; GITHUB_OUTPUT = "$TestDrive/outputs" } github
        $lines | Should -HaveCount 3
        $lines[0] | Should -Match '^::error title=AlexNetPS report::MinTop1: 0\.5 is below the limit of 0\.9\. .*lowest class ::error::%0A(long text ){40}$'
        $lines[1] | Should -Be $lines[0]
        $lines[2] | Should -Be 'kept 0'
        $summary = Get-Content "$TestDrive/summary"
        $summary[0] | Should -Be 'before'
        @($summary -eq '# AlexNetPS report') | Should -HaveCount 2
        $outputs = Get-Content "$TestDrive/outputs" -Raw
        $outputs | Should -Match '(?m)^top1<<(?<end>\S{32,})\n[01](\.\d+)?\n\k<end>$'
        $outputs | Should -Match '(?m)^passed<<(?<end>\S{32,})\nfalse\n\k<end>$'
    }

    It 'of Azure Pipelines gets commands' {
        $temp = New-Item -ItemType Directory "$TestDrive/agent"
        $lines = Invoke-Job @{ TF_BUILD = 'True'; GITHUB_ACTIONS = $null; AGENT_TEMPDIRECTORY = "$temp" } azure
        $lines | Should -HaveCount 13
        $file = $lines[0] -replace '^##vso\[task\.uploadsummary\]'
        (Get-Content $file)[0] | Should -Be '# AlexNetPS report'
        $lines[1] | Should -Match '^##vso\[task\.logissue type=error\]MinTop1: .*::error::%0A(long text ){40}$'
        $lines[4] | Should -Be '##vso[task.setvariable variable=passed;isOutput=true]false'
        $lines[5] | Should -Be '##vso[task.setvariable variable=failed_rules;isOutput=true]MinTop1'
    }
}
