"""The other tools: which there are, how they are installed, and which versions they are."""
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
VENV = os.path.join(ROOT, "build", "peers")
PYTHON = os.path.join(VENV, "bin", "python")
WEIR = os.path.join(ROOT, ".build", "release", "weir")
# Of Debian: the program and the package that brings it.
PROGRAMS = {"miller": ("mlr", "miller"), "jq": ("jq", "jq"), "gdal": ("ogr2ogr", "gdal-bin")}
MODULES = ["duckdb", "polars", "chdb", "csvkit"]


def wanted():
    """The tools that TOOLS= names, or all."""
    named = os.environ.get("TOOLS", "")
    return [tool for tool in MODULES[:3] + list(PROGRAMS) + ["csvkit"] if not named or tool in named.split(",")]


def install_time():
    """`time` tells the memory of one command, not of who started it."""
    if not shutil.which("time"):
        apt("time")


def install():
    """What is missing of the peers; whoever cannot be had is left out, and said."""
    if not os.path.exists(PYTHON):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    for tool in wanted():
        if tool in MODULES and not has(tool):
            subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", tool])
        elif tool in PROGRAMS and not has(tool):
            apt(PROGRAMS[tool][1])


def apt(package):
    sudo = [] if os.getuid() == 0 else ["sudo"]
    install = sudo + ["apt-get", "install", "-y", "-q", package]
    if subprocess.run(install, stdout=subprocess.DEVNULL).returncode != 0:
        subprocess.run(sudo + ["apt-get", "update", "-q"], stdout=subprocess.DEVNULL)
        subprocess.run(install, stdout=subprocess.DEVNULL)


def has(tool):
    if tool in PROGRAMS:
        return shutil.which(PROGRAMS[tool][0]) is not None
    if not os.path.exists(PYTHON):
        return False
    return subprocess.run([PYTHON, "-c", f"import {tool}"], capture_output=True).returncode == 0


def version(tool):
    if tool in PROGRAMS:
        done = subprocess.run([PROGRAMS[tool][0], "--version"], capture_output=True, text=True)
        return re.search(r"\d+\.\d+(\.\d+)?", done.stdout + done.stderr).group(0)
    done = subprocess.run(
        [PYTHON, "-c", f"import importlib.metadata as m; print(m.version('{tool}'))"], capture_output=True, text=True)
    return done.stdout.strip() or "?"
