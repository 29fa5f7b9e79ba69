"""Sets up what a command needs before anything of ours can be imported: packages of Debian's, .venv, locked packages.

Standard library only, in syntax that an old Python can read, so that it can say that it is too old.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
PYTHON = VENV / "bin" / "python"
SITE = VENV / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"
INSTALLED = SITE / "itdrift-locks.txt"  # the digests of the lock files that were installed
PROGRAM_LOCK = TOP / "requirements.txt"
TEST_LOCK = TOP / "tests" / "requirements.txt"  # holds all of the program's as well
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
TEST_PROGRAMS = {  # a browser, and what looks at the papers
    "chromium": Path("/usr/bin/chromium"),
    "poppler-utils": Path("/usr/bin/pdfinfo"),
    "qpdf": Path("/usr/bin/qpdf"),
}
TEST_LIBRARIES = {"libatomic1": "libatomic.so.1"}  # what drives the browser is linked with it


def ensure():
    """See to it that this command can run, and go on in .venv; stop with a sentence where that cannot be done."""
    command = sys.argv[1] if sys.argv[1:] else ""
    if sys.version_info < (3, 11):
        sys.exit("Programmet behöver Python 3.11 eller senare. Det här är Python {}.{}.".format(*sys.version_info))
    command = "test" if command == "drills" else command
    if command not in ("demo", "test") and packages_are_here():
        return
    lock = TEST_LOCK if command == "test" else PROGRAM_LOCK
    install_debian_packages(missing_debian_packages(command))
    make_venv()
    install_lock(lock)
    if Path(sys.prefix) != VENV:
        os.execv(str(PYTHON), [str(PYTHON), *sys.argv])


def packages_are_here():
    """Whether this interpreter has the program's packages, as in a container: then it is the one to use."""
    return all(find_spec(name) for name in ("django", "guardian", "celery", "psycopg", "weasyprint"))


def missing_debian_packages(command):
    libraries = {**LIBRARIES, **TEST_LIBRARIES} if command == "test" else LIBRARIES
    missing = [package for package, library in libraries.items() if not is_loadable(library)]
    if not venv_is_made() and not find_spec("ensurepip"):
        missing.append("python3-venv")
    if command == "test":
        missing += [package for package, program in TEST_PROGRAMS.items() if not program.exists()]
    return missing


def is_loadable(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_debian_packages(missing):
    if not missing:
        return
    names = " ".join(missing)
    hint = "Det saknas Debianpaket: {}. Installera dem som administratör med: apt-get install {}".format(names, names)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(hint)
    say("Installerar Debianpaketen {} …".format(names))
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "-qq", "update"], check=False, **quiet)  # one bad source must not stop the others
    run_or_stop(["apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing], hint, **quiet)


def venv_is_made():
    return PYTHON.exists() and (SITE / "pip").is_dir()


def make_venv():
    if venv_is_made():
        return
    say("Skapar den virtuella miljön .venv …")
    run_or_stop([sys.executable, "-m", "venv", "--clear", str(VENV)], "Det gick inte att skapa .venv.")


def install_lock(lock):
    if is_installed(lock):
        return
    name = lock.relative_to(TOP)
    say("Installerar de låsta paketen i {} …".format(name))
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run_or_stop([*pip, "-r", str(lock)], "Det gick inte att installera paketen i {}.".format(name))
    INSTALLED.write_text("\n".join(digest(each) for each in {PROGRAM_LOCK, lock}))


def is_installed(lock):
    return INSTALLED.exists() and digest(lock) in INSTALLED.read_text().split()


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run_or_stop(command, sentence, **options):
    if subprocess.run(command, check=False, **options).returncode:
        sys.exit(sentence)


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)
