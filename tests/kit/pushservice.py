"""The other end of Web Push: a push service, and the browser that reads what comes through it."""

from base64 import urlsafe_b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from backend.desk.webpush import point, text
from backend.people.subscriptions import Target


def unb64(encoded: str) -> bytes:
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def hmac(key: bytes, data: bytes) -> bytes:
    made = HMAC(key, hashes.SHA256())
    made.update(data)
    return made.finalize()


class Browser:
    """What a browser has of a subscription; reads a message by RFC 8291 and RFC 8188 step by step,
    sharing no code with what wrote it."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"
        self.target = Target(endpoint, text(point(self.key)), text(self.secret))

    def read(self, message: bytes) -> bytes:
        salt, rest = message[:16], message[21:]
        sender, sealed = rest[: message[20]], rest[message[20] :]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), theirs)
        info = b"WebPush: info\x00" + point(self.key) + sender
        ikm = hmac(hmac(self.secret, shared), info + b"\x01")
        prk = hmac(salt, ikm)
        cek = hmac(prk, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = hmac(prk, b"Content-Encoding: nonce\x00\x01")[:12]
        plain = AESGCM(cek).decrypt(nonce, sealed, None)
        assert plain.endswith(b"\x02"), "the last record ends so"
        return plain[:-1]


class PushService:
    """Takes messages at localhost, each as (path, headers, body); `answers` by path."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.came: Queue[bytes] = Queue()
        self.answers: dict[str, int] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((self.path, dict(self.headers), body))
                service.came.put(body)
                self.send_response(service.answers.get(self.path, 201))
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Nobody listens any more; a second time does nothing."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
