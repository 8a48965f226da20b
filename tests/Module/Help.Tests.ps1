BeforeDiscovery {
    $pages = Get-ChildItem -LiteralPath "$PSScriptRoot/../../module/help" -Filter *.md
    $commandPages = @($pages | ForEach-Object { @{ Name = $_.BaseName; Page = $_.FullName } })
    $examples = @(foreach ($page in $pages) {
        $title = ''; $code = $null
        foreach ($line in [IO.File]::ReadAllLines($page.FullName)) {
            if ($line -match '^### (Example .*)') { $title = $Matches[1] }
            elseif ($null -eq $code -and $line -eq '```powershell') { $code = [Text.StringBuilder]::new() }
            elseif ($null -ne $code -and $line -eq '```') {
                @{ Page = $page.BaseName; Title = $title; Code = $code.ToString() }
                $code = $null
            }
            elseif ($null -ne $code) { $null = $code.AppendLine($line) }
        }
    })
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
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
        $errors = $null
        $tree = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$errors)
        $errors | Should -BeNullOrEmpty
        $commands = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
        $commands | ForEach-Object { $_.GetCommandName() } | Should -Contain $Page -Because 'an example shows its own cmdlet'
        foreach ($command in $commands) {
            $known = Get-Command -Name $command.GetCommandName() -ErrorAction Ignore
            $known | Should -Not -BeNullOrEmpty -Because "$($command.GetCommandName()) exists"
            foreach ($parameter in $command.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                { $known.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because "$($known.Name) has -$($parameter.ParameterName)"
            }
        }
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
