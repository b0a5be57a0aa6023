"""A headless Chromium, driven through chromedriver by the WebDriver protocol: just what the tests of report.html need.

Nothing of it reaches the network: pages are files, and Chromium's own background traffic is turned off.
"""

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")


def available():
    return CHROMIUM is not None and DRIVER is not None


class Browser:
    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.profile = tempfile.mkdtemp(prefix="innosalvage-browser-")
        self.process = subprocess.Popen([DRIVER, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait_for_driver()
            arguments = ["--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                         "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
                         f"--user-data-dir={self.profile}"]
            if os.geteuid() == 0:
                arguments.append("--no-sandbox")
            capabilities = {"browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
                            "goog:chromeOptions": {"binary": CHROMIUM, "args": arguments}}
            made = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
            self.session = "/session/" + made["sessionId"]
        except BaseException:
            self.close()
            raise

    def wait_for_driver(self):
        for _ in range(200):
            with contextlib.suppress(OSError):
                if self.call("GET", "/status")["ready"]:
                    return
            time.sleep(0.1)
        raise RuntimeError("chromedriver does not answer")

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method, headers={"Content-Type": "application/json"},
                                         data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode("utf-8", "replace")) from error

    def open(self, path):
        self.call("POST", self.session + "/url", {"url": path.resolve().as_uri()})

    def run(self, script, *arguments):
        return self.call("POST", self.session + "/execute/sync", {"script": script, "args": list(arguments)})

    def resize(self, width, height):
        self.call("POST", self.session + "/chromium/send_command_and_get_result",
                  {"cmd": "Emulation.setDeviceMetricsOverride",
                   "params": {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}})

    def dark(self, on):
        self.call("POST", self.session + "/chromium/send_command_and_get_result",
                  {"cmd": "Emulation.setEmulatedMedia",
                   "params": {"features": [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]}})

    def console_errors(self):
        log = self.call("POST", self.session + "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def screenshot(self):
        return base64.b64decode(self.call("GET", self.session + "/screenshot"))

    def close(self):
        with contextlib.suppress(Exception):
            self.call("DELETE", self.session)
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
