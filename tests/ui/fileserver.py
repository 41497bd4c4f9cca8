"""A web server for the tests of the window, which can be slow, wrong and silent.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import http.server
import re
import threading


class FileServer:
    """Serves the bytes in `pages`; of those in `gates` the second half comes only
    once the gate is opened."""

    def __init__(self):
        self.pages = {}
        self.gates = {}
        self.requests = []  # path and range
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.answer(self)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def answer(self, request):
        self.requests.append((request.path, request.headers.get("Range")))
        body = self.pages.get(request.path)
        if body is None:
            request.send_error(404)
            return
        start = re.match(r"bytes=(\d+)-$", request.headers.get("Range") or "")
        begin = int(start.group(1)) if start else 0
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(body) - begin))
        request.send_header("ETag", '"1"')
        if start:
            request.send_header("Content-Range", f"bytes {begin}-{len(body) - 1}/{len(body)}")
        request.end_headers()
        self.send(request, body, begin)

    def send(self, request, body, begin):
        gate = self.gates.get(request.path)
        half = max(begin, len(body) // 2)
        try:
            request.wfile.write(body[begin:half])
            request.wfile.flush()
            if gate is not None:
                gate.wait()
            request.wfile.write(body[half:])
        except OSError:  # it was cancelled
            pass

    def count(self, path):
        return sum(1 for asked, _ in self.requests if asked == path)

    def stop(self):
        for gate in self.gates.values():
            gate.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
