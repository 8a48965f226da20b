BeforeDiscovery {
    $pages = Get-ChildItem -LiteralPath "$PSScriptRoot/../../module/help" -Filter *.md
    $commandPages = @($pages | ForEach-Object { @{ Name = $_.BaseName; Page = $_.FullName } })
    Import-Module "$PSScriptRoot/Examples.psm1" -Force
    $examples = @(Get-PageExample)
    $topicExamples = @(Get-TopicExample)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1", "$PSScriptRoot/Examples.psm1" -Force
    Import-StagedModule
}

Describe 'Help' {
    It 'exists for every cmdlet, and for nothing else' {
        $exported = (Get-Module AlexNetPS).ExportedCmdlets.Keys | Sort-Object
        (Get-ChildItem -LiteralPath "$PSScriptRoot/../../module/help" -Filter *.md).BaseName | Sort-Object | Should -Be $exported
    }

    It 'of <Name> reaches Get-Help whole' -ForEach $commandPages {
        $help = Get-Help -Name $Name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match ([regex]::Escape($Name))
        $help.Description.Text | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 3
        $help.ReturnValues.ReturnValue.Type.Name | Should -Not -BeNullOrEmpty
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($parameter in (Get-Command $Name).Parameters.Keys | Where-Object { $_ -notin $common }) {
            $text = (Get-Help -Name $Name -Parameter $parameter).Description.Text
            $text | Should -Not -BeNullOrEmpty -Because "-$parameter is documented"
        }
    }

    # Their ids are in backticks in the pages.
    It 'of <Name> lists its errors in NOTES, not in DESCRIPTION' -ForEach $commandPages {
        $page = [IO.File]::ReadAllText($Page)
        $ids = [regex]::Matches([IO.File]::ReadAllText("$PSScriptRoot/../../module/en-US/about_AlexNetPS_Errors.help.txt"), '(?m)^    ([A-Z]\w+)  ').ForEach({ "``$($_.Groups[1].Value)``" })
        $description = [regex]::Match($page, '(?s)## DESCRIPTION\n(.*?)\n## ').Value
        $ids | Where-Object { $description.Contains($_) } | Should -BeNullOrEmpty
        $notes = [regex]::Match($page, '(?s)## NOTES\n(.*?)\n## ').Value
        $shown = Get-Help -Name $Name -Full | Out-String
        foreach ($id in $ids | Where-Object { $notes.Contains($_) }) { $shown | Should -Match $id.Trim('`') }
    }

    It 'example of <Page> parses and binds: <Title>' -ForEach $examples {
        Find-ExampleProblem $Code | Should -BeNullOrEmpty
        $Code | Should -Match "\b$Page\b" -Because 'an example shows its own cmdlet'
    }

    It 'example of <Page> parses and binds: <Title>' -ForEach $topicExamples {
        Find-ExampleProblem $Code $Before | Should -BeNullOrEmpty
    }

    It 'has examples in the topic <_>' -ForEach 'about_AlexNetPS', 'about_AlexNetPS_Recipes', 'about_AlexNetPS_FineTuning', 'about_AlexNetPS_Distributed', 'about_AlexNetPS_Errors' {
        (Get-TopicExample).Page | Should -Contain $_
    }

    It 'would find what is wrong in an example: <Code>' -ForEach @(
        @{ Code = '$run = Get-AlexNetRun ./runs; $run | Measure-AlexNetModel'; Problem = 'Measure-AlexNetModel: No parameter set: *Dataset lacks -Dataset*' }
        @{ Code = 'Measure-AlexNetModel ./run ./flowers 4'; Problem = '*has no place for 3 values*' }
        @{ Code = 'Invoke-AlexNetTraining -Recipe Paper'; Problem = '*lacks -Dataset*' }
        @{ Code = 'Invoke-AlexNetTraining ./flowers -RunPaht x'; Problem = '*no -RunPaht*' }
        @{ Code = '$with = @{ Sed = 1 }; Invoke-AlexNetSweep ./flowers @with'; Problem = '*no -Sed.' }
        @{ Code = 'Invoke-AlexNetTraining ./flowers -Recipe -Seed 1'; Problem = '*-Recipe has no value.' }
        @{ Code = 'Measure-AlexNetModels ./run'; Problem = 'Measure-AlexNetModels does not exist.' }
        @{ Code = 'if ($run) { $run.Status }'; Problem = '$run has no value.' }
        @{ Code = 'Get-AlexNetRun ./runs | | Out-Host'; Problem = '*empty pipe*' }
    ) {
        @(Find-ExampleProblem $Code)[0] | Should -BeLike $Problem
    }

    It 'has pages that PlatyPS reads' {
        if (-not (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS)) {
            Set-ItResult -Skipped -Because 'Microsoft.PowerShell.PlatyPS is not installed; it is in the PowerShell Gallery only, not in NuGet'
            return
        }
        Import-Module Microsoft.PowerShell.PlatyPS
        foreach ($page in Get-ChildItem -LiteralPath "$PSScriptRoot/../../module/help" -Filter *.md) {
            $read = Import-MarkdownCommandHelp -Path $page.FullName
            $read.Title | Should -Be $page.BaseName
            $command = Get-Command $page.BaseName
            $own = $command.Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }
            $read.Parameters.Name | Sort-Object | Should -Be ($own | Sort-Object) -Because $page.BaseName
            $read.Syntax.Count | Should -Be $command.ParameterSets.Count -Because $page.BaseName
        }
    }

    It 'has a page <_>' -ForEach 'about_AlexNetPS', 'about_AlexNetPS_Recipes', 'about_AlexNetPS_FineTuning', 'about_AlexNetPS_Distributed', 'about_AlexNetPS_Errors' {
        Get-Help -Name $_ | Out-String | Should -Match ($_ -replace '_', '.')
    }

    It 'finds the word <Word> of the field' -ForEach @(
        @{ Word = 'fine-tuning'; Page = 'Invoke-AlexNetTraining' }
        @{ Word = 'transfer learning'; Page = 'Import-AlexNetModel' }
        @{ Word = 'ensemble'; Page = 'Measure-AlexNetModel' }
        @{ Word = 'early stopping'; Page = 'Invoke-AlexNetTraining' }
        @{ Word = 'test-time augmentation'; Page = 'Get-AlexNetPrediction' }
        @{ Word = 'exponential moving average'; Page = 'Invoke-AlexNetTraining' }
        @{ Word = 'hyperparameter'; Page = 'Compare-AlexNetRun' }
    ) {
        (Get-Help -Name $Word -ErrorAction SilentlyContinue).Name | Should -Contain $Page
    }
}

Describe 'Text of Get-Help' {
    It 'of <Name> breaks no word at 80 columns' -ForEach $commandPages {
        $help = Get-Help -Name $Name -Full
        $texts = @($help.Description.Text) + $help.Parameters.Parameter.Description.Text + $help.Examples.Example.Remarks.Text
        $texts -split "`n" | Where-Object { $_.Length -gt 72 -and $_.Trim() -match ' ' } | Should -BeNullOrEmpty
    }
}
