# The pipeline of the examples, as each system runs it: a process of its own, with the system's variables. One run is trained, and the
# others reuse it.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $pipelines = [IO.Path]::GetFullPath("$PSScriptRoot/../../examples/pipelines")
    $images = New-ImageFolder -Path "$TestDrive/images"
    '@{ MinTop1 = 0.8; MaxLoss = 2.0 }' | Set-Content "$TestDrive/rules.psd1"
    $recipe = (Get-Content (Get-TinyRecipePath) -Raw) -replace '"epochs": 3', '"epochs": 8'
    $recipe | Set-Content "$TestDrive/recipe.json"
    $recipe -replace '"learningRate": 0.01', '"learningRate": 1e-9' | Set-Content "$TestDrive/untrained.json"
    $systems = 'CI', 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT', 'TF_BUILD', 'AGENT_TEMPDIRECTORY', 'GITLAB_CI'

    # Its exit code and its log.
    function Invoke-Pipeline {
        param([hashtable] $In = @{}, [string[]] $Arguments)
        $before = @{}
        foreach ($name in $systems) {
            $before[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $In[$name])
        }

        try {
            $log = Invoke-PowerShell -File "$pipelines/Invoke-Pipeline.ps1" -CachePath "$TestDrive/cache" @Arguments 2>&1 | Out-String
            [pscustomobject]@{ ExitCode = $LASTEXITCODE; Log = $log }
        }
        finally { foreach ($name in $systems) { [Environment]::SetEnvironmentVariable($name, $before[$name]) } }
    }

    function Invoke-Experiment {
        param([Parameter(Mandatory)] [string] $Name, [hashtable] $In = @{}, [hashtable] $With = @{})
        $all = @{ ModulePath = Get-StagedModulePath; Path = $images; Recipe = "$TestDrive/recipe.json"; RulePath = "$TestDrive/rules.psd1"; BaselinePath = "$TestDrive/baseline.json"; OutputPath = "$TestDrive/$Name" }
        $With.Keys | ForEach-Object { $all[$_] = $With[$_] }
        Invoke-Pipeline -In $In -Arguments @($all.Keys | ForEach-Object { "-$_"; $all[$_] })
    }

    $summary, $outputs = "$TestDrive/summary.md", "$TestDrive/outputs.txt"
    $github = @{ CI = 'true'; GITHUB_ACTIONS = 'true'; GITHUB_STEP_SUMMARY = $summary; GITHUB_OUTPUT = $outputs }
    $first = Invoke-Experiment github -In $github
    if (Test-Path "$TestDrive/github/baseline.json") { Copy-Item "$TestDrive/github/baseline.json" "$TestDrive/baseline.json" }
}

Describe 'examples/pipelines/Invoke-Pipeline.ps1' {
    It 'trains, and writes the job summary and the outputs of GitHub Actions' {
        $first.ExitCode | Should -Be 0 -Because $first.Log
        $first.Log | Should -Match 'Trained Tiny on images: 8 epochs'
        $first.Log | Should -Match 'Top-1 \d.* validation images\. 0 of 2 rules failed\.'
        $summary | Should -FileContentMatch 'MinTop1'
        $outputs | Should -Exist
    }

    It 'leaves reports, model, baseline and the files for DVC' {
        ([xml] (Get-Content "$TestDrive/github/junit.xml" -Raw)).testsuites.testsuite.testcase.Count | Should -BeGreaterOrEqual 2
        "$TestDrive/github/report.md" | Should -FileContentMatch 'MinTop1'
        Get-Content "$TestDrive/github/report.json" -Raw | ConvertFrom-Json | Should -Not -BeNullOrEmpty
        (Import-AlexNetModel "$TestDrive/github/model.safetensors").Classes | Should -Be 'blue', 'green', 'red'
        (Get-Content "$TestDrive/github/run/run.json" -Raw | ConvertFrom-Json).dataset.sha256 | Should -Not -BeNullOrEmpty
        (Get-Content "$TestDrive/github/run/dvclive/metrics.json" -Raw | ConvertFrom-Json).best.val.top1 | Should -BeGreaterThan 0.5
    }

    It 'reuses the run in Azure Pipelines, tests it against the baseline, and uploads the summary' {
        $second = Invoke-Experiment azure -In @{ TF_BUILD = 'True'; AGENT_TEMPDIRECTORY = "$TestDrive" }
        $second.ExitCode | Should -Be 0 -Because $second.Log
        $second.Log | Should -Match 'Reused Tiny on images: 8 epochs'
        $second.Log | Should -Match '0 of 3 rules failed\.'
        $uploaded = [regex]::Match($second.Log, '(?m)^##vso\[task\.uploadsummary\](.+)$').Groups[1].Value.Trim()
        $uploaded | Should -FileContentMatch 'MaxTop1Drop'
        Get-Content "$TestDrive/azure/baseline.json" -Raw | Should -Be (Get-Content "$TestDrive/github/baseline.json" -Raw)
    }

    It 'reuses the run in GitLab, which reads the JUnit report' {
        $third = Invoke-Experiment gitlab -In @{ CI = 'true'; GITLAB_CI = 'true' }
        $third.ExitCode | Should -Be 0 -Because $third.Log
        $third.Log | Should -Match 'Reused Tiny on images'
        $third.Log | Should -Not -Match '(?m)^(::|##vso)'
        ([xml] (Get-Content "$TestDrive/gitlab/junit.xml" -Raw)).testsuites.testsuite.testcase.Count | Should -BeGreaterOrEqual 3
    }

    It 'ends with 1 if the model is worse, and says by which rules' {
        $worse = Invoke-Experiment worse -In $github -With @{ Recipe = "$TestDrive/untrained.json" }
        $worse.ExitCode | Should -Be 1 -Because $worse.Log
        $worse.Log | Should -Match 'rules failed: MinTop1.*MaxTop1Drop'
        $worse.Log | Should -Match '(?m)^::error '
        ([xml] (Get-Content "$TestDrive/worse/junit.xml" -Raw)).SelectNodes('//failure').Count | Should -BeGreaterOrEqual 2
    }

    It 'ends with 2 if <Name>' -ForEach @(
        @{ Name = 'there is no folder'; With = @{ Path = 'TestDrive/nothing' } }
        @{ Name = 'an image is damaged'; With = @{ Path = 'TestDrive/damaged' } }
        @{ Name = 'the recipe is invalid'; With = @{ Recipe = 'TestDrive/baseline-broken.json' } }
        @{ Name = 'the baseline is invalid'; With = @{ BaselinePath = 'TestDrive/baseline-broken.json' } }
    ) {
        if (-not (Test-Path "$TestDrive/damaged")) {
            Copy-Item $images "$TestDrive/damaged" -Recurse
            '::error::no image' | Set-Content "$TestDrive/damaged/red/red-1.png"
            '{ "no": "file" }' | Set-Content "$TestDrive/baseline-broken.json"
        }

        $broken = Invoke-Experiment broken -In $github -With @{ "$($With.Keys)" = "$($With.Values)" -replace '^TestDrive', $TestDrive }
        $broken.ExitCode | Should -Be 2 -Because $broken.Log
        $broken.Log | Should -Match '(?m)^::error title=Broken input::'
    }

    It 'ends with 3 if <Name>' -ForEach @(
        @{ Name = 'there is no engine for the device'; With = @{ Device = 'cuda:0' } }
        @{ Name = 'there is no module'; With = @{ ModulePath = '/nowhere/AlexNetPS' } }
    ) {
        $broken = Invoke-Experiment broken -In @{ TF_BUILD = 'True' } -With $With
        $broken.ExitCode | Should -Be 3 -Because $broken.Log
        $broken.Log | Should -Match '(?m)^##vso\[task\.logissue type=error\]Broken environment: '
    }

    It 'names the cache by the images' {
        $keys = @(foreach ($system in $github, @{ TF_BUILD = 'True' }, @{ GITLAB_CI = 'true' }) {
            $named = Invoke-Pipeline -In $system -Arguments '-ModulePath', (Get-StagedModulePath), '-Path', $images, '-CacheKey'
            $named.ExitCode | Should -Be 0 -Because $named.Log
            [regex]::Match($named.Log, '(?m)^cache-key ([0-9a-f]{64})').Groups[1].Value
        })
        $keys | Sort-Object -Unique | Should -Be (Import-ImageNetFolder $images -IndexOnly).CacheKey
        $outputs | Should -FileContentMatch "^cache-key=$($keys[0])$"
    }
}

Describe 'examples/pipelines/<_>' -ForEach 'github.yml', 'azure-pipelines.yml', 'gitlab-ci.yml' {
    It 'calls the script with parameters that it has' {
        $text = Get-Content "$pipelines/$_" -Raw
        $calls = [regex]::Matches($text, 'pipeline/Invoke-Pipeline\.ps1(\s+-\S+( [^-\s]\S*)?)+')
        $calls.Count | Should -BeGreaterOrEqual 1
        $known = (Get-Command "$pipelines/Invoke-Pipeline.ps1").Parameters.Keys
        $given = [regex]::Matches(($calls.Value -join ' '), '(?<= -)[A-Z]\w+').Value
        $given | Should -Contain Path
        $given | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }
}
