"""A small TCP proxy that can cut, stall and reset what passes: the bad network of the tests."""

import socket
import struct
import threading
import time


class Proxy:
    def __init__(self, target_port):
        self.target_port = target_port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.pairs = []
        self.down = False
        self.delay_seconds = 0.0
        # Cut after so many more bytes in either direction: in the middle of a message.
        self.cut_after_bytes = None
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.down:
                self._reset(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target_port), timeout=5)
            except OSError:
                self._reset(client)
                continue
            server.settimeout(None)
            self.pairs.append((client, server))
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source, sink):
        try:
            while data := source.recv(4096):
                if self.delay_seconds:
                    time.sleep(self.delay_seconds)
                if self.cut_after_bytes is not None:
                    self.cut_after_bytes -= len(data)
                    if self.cut_after_bytes <= 0:
                        sink.sendall(data[: len(data) // 2])
                        self.cut()
                        return
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    @staticmethod
    def _reset(connection):
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
        except OSError:
            pass

    def cut(self):
        """Resets every connection and refuses new ones until `heal`."""
        self.down = True
        self.cut_after_bytes = None
        pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for connection in pair:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                self._reset(connection)

    def heal(self):
        self.down = False

    def close(self):
        self.cut()
        self.listener.close()
