<#
.SYNOPSIS
Installs a package of the module from a local repository folder into a clean profile, and gives the module's folder there.

.DESCRIPTION
Microsoft.PowerShell.PSResourceGet does it where it is at hand. Where it is not, the package is unpacked as Save-PSResource does:
into MODULES/NAME/VERSION, without what belongs to the package alone.

.EXAMPLE
./tests/Module/Install-Package.ps1 -Package ./out/AlexNetPS.0.1.0.nupkg -ProfilePath ./profile
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Package,
    [Parameter(Mandatory)] [string] $ProfilePath
)

$ErrorActionPreference = 'Stop'
$Package = Convert-Path -LiteralPath $Package
$ProfilePath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ProfilePath)
$repository = [IO.Directory]::CreateDirectory("$ProfilePath/repository").FullName
$modules = [IO.Directory]::CreateDirectory("$ProfilePath/.local/share/powershell/Modules").FullName
Copy-Item -LiteralPath $Package -Destination $repository

$installer = Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet | Select-Object -First 1
if ($installer) {
    # In a shell whose home is the new profile: the list of repositories is kept there.
    Import-Module "$PSScriptRoot/Support.psm1"
    $environment = @{ HOME = $ProfilePath; LOCALAPPDATA = $ProfilePath }
    $program, $arguments = @(Get-PowerShellCommand) + @(
        '-NoProfile', '-NonInteractive', '-Command',
        ('"Import-Module ''{0}''; Register-PSResourceRepository -Name Local -Uri ''{1}'' -Trusted; Save-PSResource AlexNetPS -Prerelease -Repository Local -Path ''{2}'' -ErrorAction Stop"' -f $installer.Path, $repository, $modules)
    )
    $shell = Start-Process -FilePath $program -ArgumentList $arguments -Environment $environment -Wait -PassThru -NoNewWindow
    if ($shell.ExitCode -ne 0) { throw "Save-PSResource of '$Package' ended with $($shell.ExitCode)." }
}
else {
    $name, $version = [IO.Path]::GetFileNameWithoutExtension($Package) -split '\.', 2
    # A folder of a module has no label of a prerelease.
    $folder = "$modules/$name/$($version -replace '-.*')"
    [IO.Compression.ZipFile]::ExtractToDirectory($Package, $folder)
    foreach ($own in '_rels', 'package', '[Content_Types].xml', "$name.nuspec") { Remove-Item -LiteralPath "$folder/$own" -Recurse -Force }
}

"$modules/AlexNetPS"
