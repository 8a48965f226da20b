"""Runs a script in the PowerShell of .config/dotnet-tools.json (dotnet tool restore), with the staged module imported."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def pwsh(script):
    setup = f"$ErrorActionPreference = 'Stop'; Import-Module '{ROOT}/out/AlexNetPS'; "
    command = ["dotnet", "tool", "run", "pwsh", "--", "-NoProfile", "-NonInteractive", "-Command", setup + script]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError(result.stderr or result.stdout)
    return result.stdout
