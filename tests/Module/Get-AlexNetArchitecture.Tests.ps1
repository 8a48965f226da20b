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

    It 'completes names' {
        (TabExpansion2 'Get-AlexNetArchitecture -Name pa').CompletionMatches.CompletionText | Should -Contain 'Paper'
    }

    It 'shows totals above the layers and aligned numbers' {
        $text = Get-AlexNetArchitecture Paper | Get-RenderedText
        $text | Should -Match ([regex]::Escape((60965224).ToString('N0')))
        $text | Should -Match 'conv1 +Convolution +96x55x55 +96x3x11x11'
    }
}
