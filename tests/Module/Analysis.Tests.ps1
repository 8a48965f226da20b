BeforeDiscovery {
    $analyzer = Get-Module -ListAvailable PSScriptAnalyzer
}

Describe 'PSScriptAnalyzer' -Skip:(-not $analyzer) {
    It 'has nothing to say about <_>' -ForEach 'module', 'examples', 'tests' {
        $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $said = Invoke-ScriptAnalyzer -Path "$root/$_" -Recurse -Settings "$root/PSScriptAnalyzerSettings.psd1"
        $said | ForEach-Object { '{0}:{1}: {2}: {3}' -f $_.ScriptName, $_.Line, $_.RuleName, $_.Message } | Should -BeNullOrEmpty
    }
}
