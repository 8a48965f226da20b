BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
}

Describe 'Get-AlexNetArchitecture' {
    It 'lists the presets' {
        $all = Get-AlexNetArchitecture
        $all.Name | Should -Contain 'Paper'
        $all | Should -BeOfType AlexNetPS.Networks.NetworkDefinition
    }

    It 'lists the layers of a preset, whatever the case' {
        $layers = Get-AlexNetArchitecture paper
        $layers | Should -BeOfType AlexNetPS.Networks.NetworkLayer
        ($layers | Where-Object Name -eq 'conv1').Parameters | Should -Be 34944
        ($layers | Measure-Object Parameters -Sum).Sum | Should -Be 60965224
        ($layers | Measure-Object MultiplyAdds -Sum).Sum | Should -Be 724406816
    }

    It 'takes names from the pipeline' {
        ('Paper', 'HalfWidth' | Get-AlexNetArchitecture | Where-Object Name -eq 'fc8').OutputShape.Channels | Should -Be 1000, 5
    }

    It 'takes wildcards' {
        Get-AlexNetArchitecture Half* | Should -Not -BeNullOrEmpty
        Get-AlexNetArchitecture Zzz* | Should -BeNullOrEmpty
    }

    It 'changes the last layer for another number of classes' {
        $layers = Get-AlexNetArchitecture Paper -Classes 17
        $layers[-1].OutputShape.Channels | Should -Be 17
        $layers[-1].Parameters | Should -Be (4096 * 17 + 17)
    }

    It 'says which names there are when one is wrong, and goes on' {
        $layers = Get-AlexNetArchitecture Nope, Paper -ErrorAction SilentlyContinue -ErrorVariable failure
        $layers | Should -Not -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ArchitectureNotFound,*'
        $failure[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure[0].TargetObject | Should -Be 'Nope'
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*Paper*'
    }

    It 'names the nearest' {
        Get-AlexNetArchitecture Papr -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].Exception.Message | Should -BeLike "*Did you mean 'Paper'*"
    }

    It 'reads a file: a preset with changes, or a definition' {
        $file = "$TestDrive/changes.json"
        Set-Content $file '{ "preset": "Paper", "input": 224, "layers": { "conv1": { "ceilMode": true } }, "move": { "norm1": "after pool1" } }'
        $layers = Get-AlexNetArchitecture $file -Classes 5
        $layers[0].OutputShape.Height | Should -Be 55
        $layers[2].Name | Should -Be 'pool1'
        $layers[-1].OutputShape.Channels | Should -Be 5
        Set-Content $file '{ "preset": "Paper", "layers": { "conv1": { "ceilMod": true } } }'
        Get-AlexNetArchitecture $file, D2L -ErrorAction SilentlyContinue -ErrorVariable failure | Should -Not -BeNullOrEmpty
        $failure | Should -HaveCount 1
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'NetworkInvalid,*'
        $failure[0].Exception.Message | Should -BeLike "*layers.conv1.ceilMod*Did you mean 'ceilMode'*"
        { Get-AlexNetArchitecture ./absent.json -ErrorAction Stop } | Should -Throw -ErrorId 'PathNotFound,*'
    }

    It 'gives a network as JSON, which is read again' {
        (Get-AlexNetArchitecture Paper).ToJson() > "$TestDrive/mine.json"
        (Get-AlexNetArchitecture "$TestDrive/mine.json").ToJson() | Should -Be (Get-AlexNetArchitecture Paper).ToJson()
        (Get-AlexNetArchitecture Paper).ToJson() | Should -Be (Get-AlexNetArchitecture | Where-Object Name -EQ Paper).ToJson()
        (Get-AlexNetArchitecture Paper, D2L).ToJson() | Should -HaveCount 2
        (Get-Content "$TestDrive/mine.json" -Raw | ConvertFrom-Json).layers | Should -HaveCount 22
    }

    It 'has its network with each layer' {
        (Get-AlexNetArchitecture Paper)[3].Network.Name | Should -Be 'Paper'
    }

    It 'completes names' {
        (TabExpansion2 'Get-AlexNetArchitecture -Name pa').CompletionMatches.CompletionText | Should -Contain 'Paper'
    }

    It 'shows totals above the layers and aligned numbers' {
        $text = Get-AlexNetArchitecture Paper | Get-RenderedText
        $text | Should -Match ([regex]::Escape((60965224).ToString('N0')))
        $text | Should -Match 'conv1 +Convolution +96x55x55 +96x3x11x11'
    }
}
