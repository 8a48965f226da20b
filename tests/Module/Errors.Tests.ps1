BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $page = [IO.File]::ReadAllText("$((Get-Module AlexNetPS).ModuleBase)/en-US/about_AlexNetPS_Errors.help.txt")
    $listed = [regex]::Matches($page, '(?m)^    ([A-Z][A-Za-z]+) {2,}(?:One input|The command)').ForEach({ $_.Groups[1].Value })
    $source = Get-ChildItem -LiteralPath "$PSScriptRoot/../../src/AlexNetPS.Cmdlets" -Filter *.cs -Recurse | Where-Object FullName -NotMatch '[\\/]obj[\\/]'
    $written = $source | ForEach-Object {
        [regex]::Matches([IO.File]::ReadAllText($_.FullName), '(?:Failure\.Record\(\s*|\(|\? )"([A-Z][A-Za-z]+)",?\s*(?:ErrorCategory\.|:)|Rejected\("(?<1>[A-Z][A-Za-z]+)",').ForEach({ $_.Groups[1].Value })
    } | Sort-Object -Unique
}

Describe 'Error ids' {
    It 'are listed in about_AlexNetPS_Errors, each once, and no other' {
        $listed | Select-Object -Unique | Should -HaveCount $listed.Count
        $listed | Sort-Object | Should -Be $written
    }

    It 'reach $Error as the page says' {
        try { Import-AlexNetModel "$TestDrive/nothing.safetensors" -ErrorAction Stop }
        catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'PathNotFound,*ImportAlexNetModel*'
        $caught.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $caught.TargetObject | Should -Be "$TestDrive/nothing.safetensors"
    }

    It 'are found by Get-Help' {
        Get-Help about_AlexNetPS_Errors | Out-String | Should -Match 'stable ids'
    }
}
