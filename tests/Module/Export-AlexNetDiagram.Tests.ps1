BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    Push-Location (New-Item -ItemType Directory "$TestDrive/out")
    function Get-Drawn([string] $File) { ([xml] (Get-Content -Raw $File)).svg }
}

AfterAll { Pop-Location }

Describe 'Export-AlexNetDiagram' {
    It 'draws <_>' -ForEach 'paper.svg', 'paper.png', 'paper.md' {
        Export-AlexNetDiagram ./$_ -Network Paper | Should -BeNullOrEmpty
        $text = Get-Content -Raw ./$_
        switch ([IO.Path]::GetExtension($_)) {
            '.svg' { (Get-Drawn ./paper.svg).title | Should -Be 'Paper'; $text | Should -Match '>conv5<' }
            '.png' { ([IO.File]::ReadAllBytes("$PWD/paper.png")[1..3] | ForEach-Object { [char] $_ }) -join '' | Should -Be 'PNG' }
            '.md' { $text | Should -Match '```mermaid\nflowchart'; $text | Should -Match 'conv5' }
        }
    }

    It 'draws the rows of a network as one, and several networks to several files' {
        $file = Get-AlexNetArchitecture Mnist28 -Classes 3 | Export-AlexNetDiagram ./three.svg -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        $file | Should -HaveCount 1
        Get-Content -Raw ./three.svg | Should -Match '>3 classes<'
        (Get-AlexNetArchitecture | Export-AlexNetDiagram -OutputPath { "./$($_.Name).md" } -PassThru).Name |
            Should -Be (Get-AlexNetArchitecture | ForEach-Object { "$($_.Name).md" })
        $both = Get-AlexNetArchitecture Paper, D2L | Export-AlexNetDiagram -OutputPath { "./row-$($_.Network.Name).svg" } -PassThru
        $both.Name | Should -Be 'row-Paper.svg', 'row-D2L.svg'
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'the rows as an argument'; Get = { Get-AlexNetArchitecture D2L }; Title = 'D2L' }
        @{ What = 'the name of a recipe'; Get = { 'dansuh17' }; Title = 'Ungrouped' }
        @{ What = 'a recipe'; Get = { Get-AlexNetRecipe Bvlc }; Title = 'BvlcAlexNet' }
        @{ What = 'a table of changes'; Get = { @{ preset = 'Paper'; layers = @{ 'norm*' = $null } } }; Title = '*' }
        @{ What = 'a file of an architecture'; Get = { (Get-AlexNetArchitecture OneTower).ToJson() > ./mine.json; './mine.json' }; Title = 'OneTower' }
        @{ What = 'a file of a recipe'; Get = { Get-TinyRecipePath }; Title = '*' }
    ) {
        Export-AlexNetDiagram ./taken.svg -Network (& $Get)
        (Get-Drawn ./taken.svg).title | Should -BeLike $Title
    }

    It 'takes a run, its folder, its model and the file of the model' {
        $run = Invoke-TinyTraining (Import-TinyDataset -Path "$TestDrive/photos") "$TestDrive/run" -With @{ Epochs = 1; WarningAction = 'Ignore' }
        $run | Export-AlexNetDiagram ./run.svg
        $expected = Get-Content -Raw ./run.svg
        $expected | Should -Match ">$($run.Classes.Count) classes<"
        foreach ($other in $run.Path, $run.Model, (Get-Item "$($run.Path)/best.safetensors")) {
            $other | Export-AlexNetDiagram ./other.svg
            Get-Content -Raw ./other.svg | Should -Be $expected
        }
    }

    It 'draws boxes in perspective with -Style Paper' {
        Export-AlexNetDiagram ./figure2.svg -Network Paper -Style Paper
        (Get-Drawn ./figure2.svg).polygon | Should -Not -BeNullOrEmpty
        Get-Content -Raw ./figure2.svg | Should -Match '>128x27x27<'
    }

    It 'makes a PNG of the size of -Scale' {
        Export-AlexNetDiagram ./one.png -Network D2L -Scale 1
        Export-AlexNetDiagram ./half.png -Network D2L -Scale 0.5
        $widths = foreach ($file in 'one', 'half') {
            $bytes = [IO.File]::ReadAllBytes("$PWD/$file.png")
            $bytes[18] * 256 + $bytes[19]
        }

        $widths[0] | Should -BeIn (2 * $widths[1]), (2 * $widths[1] - 1)
    }

    It 'says what is wrong with <What>' -ForEach @(
        @{ What = 'another extension'; With = @{ OutputPath = './x.pdf'; Network = 'Paper' }; Id = 'FormatUnknown'; Message = '*x.pdf*' }
        @{ What = 'an unknown name'; With = @{ OutputPath = './x.svg'; Network = 'Papper' }; Id = 'ArchitectureNotFound'; Message = '*Papper*Paper*' }
        @{ What = 'a file that is not there'; With = @{ OutputPath = './x.svg'; Network = './none.json' }; Id = 'PathNotFound'; Message = '*none.json*' }
        @{ What = 'a folder that is no run'; With = @{ OutputPath = './x.svg'; Network = '.' }; Id = '*'; Message = '*run*' }
        @{ What = 'a PNG that nobody can view'; With = @{ OutputPath = './x.png'; Network = 'Paper'; Scale = 10 }; Id = 'ArgumentInvalid'; Message = '*smaller scale*' }
    ) {
        $failure = { Export-AlexNetDiagram @With } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
        './x.svg' | Should -Not -Exist
    }

    It 'writes nothing with -WhatIf' {
        Export-AlexNetDiagram ./not.svg -Network Paper -WhatIf
        './not.svg' | Should -Not -Exist
    }
}
