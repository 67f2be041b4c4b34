# SPDX-License-Identifier: LGPL-3.0-or-later
"""A PostgreSQL of one's own, to run queries in."""
import os
import shutil
import subprocess
import tempfile
from glob import glob
from pathlib import Path


class Postgres:
    """A cluster in a folder of its own, reached by a socket there."""

    def __init__(self):
        programs = glob("/usr/lib/postgresql/*/bin/initdb")
        self.folder = None
        if not programs or not shutil.which("psql"):
            return
        self.bin = Path(sorted(programs)[-1]).parent
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        folder = Path(tempfile.mkdtemp())
        if self.user:
            shutil.chown(folder, "postgres", "postgres")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        data = folder / "data"
        for command in ([self.bin / "initdb", "-D", data, "--no-sync", "-E", "UTF8", "--locale=C", "-A", "trust"],
                        [self.bin / "pg_ctl", "-D", data, "-o", options, "-w", "-l", folder / "log", "start"]):
            done = subprocess.run([*self.user, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, cwd="/")
            if done.returncode:
                shutil.rmtree(folder)
                return
        self.folder = folder

    def ask(self, query):
        return subprocess.run([*self.user, "psql", "-h", self.folder, "-d", "postgres", "-AtqX", "-F", " ", "-v",
                               "ON_ERROR_STOP=1"], input=query, capture_output=True, text=True, cwd="/")

    def stop(self):
        if self.folder:
            subprocess.run([*self.user, self.bin / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"],
                           stdout=subprocess.DEVNULL, cwd="/")
            shutil.rmtree(self.folder, ignore_errors=True)
