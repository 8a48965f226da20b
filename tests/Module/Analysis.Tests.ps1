Describe 'PSScriptAnalyzer' {
    It 'has nothing to say about the scripts' {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) {
            Set-ItResult -Skipped -Because 'PSScriptAnalyzer is not installed; it is in the PowerShell Gallery only, not in NuGet'
            return
        }
        $root = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
        $said = 'module', 'examples', 'tests' | ForEach-Object {
            Invoke-ScriptAnalyzer -Path "$root/$_" -Recurse -Settings "$root/PSScriptAnalyzerSettings.psd1"
        }
        $said | ForEach-Object { '{0}:{1}: {2}: {3}' -f $_.ScriptName, $_.Line, $_.RuleName, $_.Message } | Should -BeNullOrEmpty
    }
}
